"""What AWS is asked about an image and about model data, from their names."""

from __future__ import annotations

import pytest

from pulumi_sagemaker_model.aws.lookups.ecr import Image
from pulumi_sagemaker_model.checks.preflight.places import image, place

HOST = "123456789012.dkr.ecr.us-east-1.amazonaws.com"
DIGEST = "sha256:" + "0" * 64

PLACES: dict[str, tuple[str, str] | None] = {
    "s3://bucket/key": ("bucket", "key"),
    "s3://bucket/a/b.tar.gz": ("bucket", "a/b.tar.gz"),
    "s3://bucket/a/": ("bucket", "a/"),
    "s3://bucket/": ("bucket", ""),
    "s3://bucket": ("bucket", ""),
    "s3://bucket//a": ("bucket", "/a"),
    "s3://bucket/100% sure + more": ("bucket", "100% sure + more"),
    "s3://my.bucket-1/key": ("my.bucket-1", "key"),
    "https://bucket.s3.us-east-1.amazonaws.com/a/b": ("bucket", "a/b"),
    "https://bucket.s3.amazonaws.com/a/b": ("bucket", "a/b"),
    "https://bucket.s3-us-west-2.amazonaws.com/a": ("bucket", "a"),
    "https://bucket.s3.dualstack.us-east-1.amazonaws.com/a": ("bucket", "a"),
    "https://bucket.s3.cn-north-1.amazonaws.com.cn/a": ("bucket", "a"),
    "https://my.bucket.s3.eu-west-1.amazonaws.com/a": ("my.bucket", "a"),
    "https://s3.us-east-1.amazonaws.com/bucket/a/b": ("bucket", "a/b"),
    "https://s3.amazonaws.com/bucket/a": ("bucket", "a"),
    "https://s3-eu-west-1.amazonaws.com/bucket/a": ("bucket", "a"),
    "https://bucket.s3.us-east-1.amazonaws.com/a%20b": None,
    "https://bucket.s3.us-east-1.amazonaws.com/a+b": None,
    "https://bucket.s3.us-east-1.amazonaws.com/a?versionId=1": None,
    "https://bucket.s3-website-us-east-1.amazonaws.com/a": None,
    "https://bucket.vpce-1a2b.s3.us-east-1.vpce.amazonaws.com/a": None,
    "https://artefacts.example/bucket/a": None,
    "https://s3.us-east-1.amazonaws.com.example/bucket/a": None,
    "s3://arn:aws:s3:us-east-1:123456789012:accesspoint/models/a": None,
    "s3://models-abcdefgh-s3alias/a": None,
    "s3://models--use1-az4--x-s3/a": None,
    "s3://b/a": None,
    "": None,
}
IMAGES: dict[str, Image | None] = {
    f"{HOST}/fraud:1": Image("123456789012", "fraud", "1"),
    f"{HOST}/fraud": Image("123456789012", "fraud", "latest"),
    f"{HOST}/team/fraud:1": Image("123456789012", "team/fraud", "1"),
    f"{HOST}/fraud@{DIGEST}": Image("123456789012", "fraud", "", DIGEST),
    f"{HOST}/fraud:1@{DIGEST}": Image("123456789012", "fraud", "", DIGEST),
    "123456789012.dkr-ecr.us-east-1.on.aws/fraud:1": Image("123456789012", "fraud", "1"),
    "public.ecr.aws/fraud:1": None,
    "fraud:1": None,
    "": None,
}


@pytest.mark.parametrize(("uri", "wanted"), PLACES.items())
def test_given_a_uri_when_read_then_bucket_and_key_are(uri: str, wanted: tuple[str, str] | None) -> None:
    assert place(uri) == wanted


@pytest.mark.parametrize(("name", "wanted"), IMAGES.items())
def test_given_a_name_when_read_then_the_image_is(name: str, wanted: Image | None) -> None:
    assert image(name) == wanted
