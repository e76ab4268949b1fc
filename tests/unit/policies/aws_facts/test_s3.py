"""Where URLs of S3 point, in each of their forms."""

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_sagemaker_policy.aws_facts.s3 import Location, parse_s3_url

HOSTS = [
    "s3.amazonaws.com",
    "s3.eu-west-1.amazonaws.com",
    "s3-eu-west-1.amazonaws.com",
    "s3.dualstack.eu-west-1.amazonaws.com",
    "s3-fips.us-gov-west-1.amazonaws.com",
    "s3-fips.dualstack.us-east-1.amazonaws.com",
    "s3-external-1.amazonaws.com",
    "s3.cn-north-1.amazonaws.com.cn",
    "s3.dualstack.cn-northwest-1.amazonaws.com.cn",
    "s3.eusc-de-east-1.amazonaws.eu",
    "s3.us-iso-east-1.c2s.ic.gov",
]


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("key", ["", "model.tar.gz", "a/b/", "a//b", "a b+c", "é", "a.b/..c"])
@pytest.mark.parametrize("bucket", ["ml-models", "ml.models", "s3"])
def test_given_any_form_then_bucket_and_key_are_the_same(host: str, key: str, bucket: str) -> None:
    expected = Location(bucket, key)

    assert parse_s3_url(f"s3://{bucket}/{key}") == expected
    assert parse_s3_url(f"https://{bucket}.{host}/{quote(key)}") == expected
    assert parse_s3_url(f"https://{host}/{bucket}/{quote(key)}") == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("s3://ml-models", Location("ml-models", "")),
        ("s3://ml-models/a?b#c/../d%20", Location("ml-models", "a?b#c/../d%20")),
        ("https://s3.amazonaws.com/ml-models", Location("ml-models", "")),
        ("https://ml-models.s3.amazonaws.com", Location("ml-models", "")),
    ],
)
def test_given_a_form_of_its_own_then_it_is_read_as_s3_does(url: str, expected: Location) -> None:
    assert parse_s3_url(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ml-models/a",
        "s3:///a",
        "s3:/ml-models/a",
        "S3://ml-models/a",
        "http://ml-models.s3.amazonaws.com/a",
        "https://s3.amazonaws.com/",
        "https://s3.amazonaws.com",
        "https://ml-models.s3.amazonaws.com.evil.example/a",
        "https://ml-models.s3.evil.example/s3.amazonaws.com/a",
        "https://ml-models.s3-accelerate.amazonaws.com/a",
        "https://evils3.amazonaws.com/ml-models/a",
        "https://s3.amazonaws.com@evil.example/ml-models/a",
        "https://s3.amazonaws.com:443/ml-models/a",
        "https://s3.amazonaws.com\\@evil.example/ml-models/a",
        "https://s3.amazonaws.com/ml-models/../evil/a",
        "https://s3.amazonaws.com/ml-models/%2e%2E/evil/a",
        "https://s3.amazonaws.com/ml-models/./a",
        "https://s3.amazonaws.com/ml-models/..",
        "https://s3.amazonaws.com/ml-models/a?versionId=1",
        "https://s3.amazonaws.com/ml-models/a#b",
        "https://-x.s3.amazonaws.com/a",
    ],
)
def test_given_anything_else_then_it_points_nowhere_in_s3(url: str) -> None:
    assert parse_s3_url(url) is None


BUCKET = st.from_regex(r"[a-z0-9][a-z0-9.-]{1,20}[a-z0-9]", fullmatch=True)


@given(bucket=BUCKET, key=st.text("ab/.%?# é", max_size=12), host=st.sampled_from(HOSTS))
def test_given_any_bucket_and_key_then_no_form_points_to_another_place(bucket: str, key: str, host: str) -> None:
    assert parse_s3_url(f"s3://{bucket}/{key}") == (bucket, key)
    for url in (f"https://{bucket}.{host}/{quote(key)}", f"https://{host}/{bucket}/{quote(key)}"):
        assert parse_s3_url(url) in ((bucket, key), None)
