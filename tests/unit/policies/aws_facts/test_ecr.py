"""What the URIs of images say, and which registries are AWS's own."""

import re
from time import thread_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_sagemaker_policy.aws_facts.accounts import AWS_ACCOUNTS
from pulumi_sagemaker_policy.aws_facts.ecr import Image, parse_image_uri, slips

DIGEST = "sha256:" + "0" * 64


@pytest.mark.parametrize(
    ("uri", "image"),
    [
        ("123456789012.dkr.ecr.eu-west-1.amazonaws.com/a", Image("123456789012", "eu-west-1", "a")),
        (
            "123456789012.dkr.ecr.eu-west-1.amazonaws.com/a/b-c_d.e:1.4.2",
            Image("123456789012", "eu-west-1", "a/b-c_d.e"),
        ),
        (f"123456789012.dkr.ecr.eu-west-1.amazonaws.com/a@{DIGEST}", Image("123456789012", "eu-west-1", "a")),
        (f"123456789012.dkr.ecr.eu-west-1.amazonaws.com/a:1@{DIGEST}", Image("123456789012", "eu-west-1", "a")),
        ("123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com/a", Image("123456789012", "us-gov-west-1", "a")),
        ("123456789012.dkr-ecr.eu-west-1.on.aws/a", Image("123456789012", "eu-west-1", "a")),
        ("123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/a", Image("123456789012", "cn-north-1", "a")),
        ("123456789012.dkr.ecr.eusc-de-east-1.amazonaws.eu/a", Image("123456789012", "eusc-de-east-1", "a")),
        ("123456789012.dkr.ecr.us-iso-east-1.c2s.ic.gov/a", Image("123456789012", "us-iso-east-1", "a")),
    ],
)
def test_given_an_image_in_ecr_then_its_registry_and_repository_are_known(uri: str, image: Image) -> None:
    assert parse_image_uri(uri) == image


@pytest.mark.parametrize(
    "uri",
    [
        "",
        "fraud:1",
        "docker.io/library/fraud:1",
        "public.ecr.aws/x/fraud:1",
        "12345678901.dkr.ecr.eu-west-1.amazonaws.com/a",
        "1234567890123.dkr.ecr.eu-west-1.amazonaws.com/a",
        "\uff1123456789012.dkr.ecr.eu-west-1.amazonaws.com/a",
        "123456789012.dkr.ecr.eu-west-1.amazonaws.com",
        "123456789012.dkr.ecr.eu-west-1.amazonaws.com/",
        "123456789012.dkr.ecr.eu-west-1.amazonaws.com.evil.example/a",
        "123456789012.dkr.ecr.eu-west-1xamazonaws.com/a",
        "123456789012.dkr.ecr.evil.example/.amazonaws.com/a",
        "evil.example/123456789012.dkr.ecr.eu-west-1.amazonaws.com/a",
        "https://123456789012.dkr.ecr.eu-west-1.amazonaws.com/a",
        "123456789012.dkr.ecr.eu-west-1.amazonaws.com/a@sha256:1234",
        "123456789012.dkr.ecr.eu-west-1.amazonaws.com/a@md5:1@x",
        "123456789012.dkr.ecr.eu-west-1.amazonaws.com/a b",
        "123456789012.dkr.ecr.eu-west-1.amazonaws.com/a\n",
    ],
)
def test_given_anything_else_then_it_is_no_image_in_ecr(uri: str) -> None:
    assert parse_image_uri(uri) is None


HOST = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"


@pytest.mark.parametrize(
    ("uri", "found"),
    [
        (f" {HOST}/a", ["begins with a blank"]),
        (f"{HOST}/a:1\n", ["ends with a blank"]),
        (f"{HOST} /a", ["has a blank in it"]),
        (f"https://{HOST}/a", ["begins with a scheme"]),
        (f"docker://{HOST}/a", ["begins with a scheme"]),
        (f"{HOST}:443/a", ["names a port"]),
        (f"{HOST.upper()}/a", ["has capitals before its tag"]),
        (f"{HOST}/ML/Fraud:V1", ["has capitals before its tag"]),
        (f"1{HOST}/a", ["has no account of 12 digits"]),
        (HOST.replace("123456789012", "1234-5678-9012") + "/a", ["has no account of 12 digits"]),
        (f"{HOST}/a//b", ["has an empty part in its repository"]),
        (f"{HOST}/a/", ["ends with a slash"]),
        (f"{HOST}/a@sha256:00", ["has a digest that is not sha256: and 64 digits"]),
        (f"{HOST}/a@sha512:" + "0" * 128, ["has a digest that is not sha256: and 64 digits"]),
        (f"{HOST}/a:", ["has a tag that no image can have"]),
        (f"{HOST}/a:1:2", ["has a tag that no image can have"]),
        (f"{HOST}/a:\u0661", ["has a tag that no image can have"]),
        (
            f" HTTPS://{HOST}:443/A:1",
            ["begins with a blank", "begins with a scheme", "names a port", "has capitals before its tag"],
        ),
    ],
)
def test_given_a_slip_in_an_image_of_ecr_then_it_is_named(uri: str, found: list[str]) -> None:
    assert parse_image_uri(uri) is None
    assert slips(uri) == found


@pytest.mark.parametrize(
    "uri",
    [
        "",
        " ",
        "python:3.12",
        " docker.io/library/Python",
        "public.ecr.aws/x/y",
        HOST,
        f"{HOST}/a/../b",
        f"{HOST}.evil.example/A",
        f"https://evil.example/{HOST}/a",
        f"{HOST}@evil.example/a",
        f"{HOST}\\a",
        HOST.replace("amazon", "am\u0430zon") + "/a",
        f"{HOST}/a",
    ],
)
def test_given_no_image_of_ecr_or_a_good_one_then_no_slip_is_named(uri: str) -> None:
    assert slips(uri) == []


@pytest.mark.parametrize("piece", [" ", "a", "/", "a/", ":", "@", "A:/", "a.", "a-", "0", "s3"])
def test_given_a_long_text_then_its_slips_are_found_in_a_moment(piece: str) -> None:
    def seconds(size: int) -> float:
        start = thread_time()
        for text in (piece * size, f"a{piece * size}b", f"{HOST}/{piece * size}!"):
            slips(text)
        return thread_time() - start

    assert min(seconds(40_000) for _ in range(3)) < 30 * max(min(seconds(5_000) for _ in range(3)), 0.0002)


@given(
    account=st.from_regex(r"[0-9]{12}", fullmatch=True),
    region=st.from_regex(r"[a-z]{2}-[a-z]{4,9}-[1-9]", fullmatch=True),
    repository=st.from_regex(r"[a-z0-9]+([._/-][a-z0-9]+){0,3}", fullmatch=True),
    ending=st.sampled_from(["", ":latest", f"@{DIGEST}"]),
)
def test_given_any_image_then_its_parts_come_back(account: str, region: str, repository: str, ending: str) -> None:
    assert parse_image_uri(f"{account}.dkr.ecr.{region}.amazonaws.com/{repository}{ending}") == Image(
        account, region, repository
    )


@given(uri=st.text())
def test_given_any_text_then_it_can_be_told_apart(uri: str) -> None:
    assert parse_image_uri(uri) is None or ".dkr" in uri


@pytest.mark.parametrize(
    ("account", "region", "expected"),
    [
        # Deep learning containers, XGBoost and Semantic Segmentation, from AWS's list of registry paths.
        ("763104351884", "us-east-1", True),
        ("763104351884", "eu-west-1", True),
        ("683313688378", "us-east-1", True),
        ("685385470294", "eu-west-1", True),
        ("727897471807", "cn-north-1", True),
        ("683313688378", "eu-west-1", False),
        ("763104351884", "cn-north-1", False),
        ("123456789012", "us-east-1", False),
        ("763104351884", "xx-nowhere-1", False),
    ],
)
def test_given_an_account_then_it_is_awss_only_in_regions_that_aws_serves_from_it(
    account: str, region: str, *, expected: bool
) -> None:
    assert Image(account, region, "a").is_aws is expected


def test_given_the_table_then_it_holds_accounts_of_regions() -> None:
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)+-[0-9]", region) for region in AWS_ACCOUNTS)
    assert all(re.fullmatch(r"[0-9]{12}", account) for accounts in AWS_ACCOUNTS.values() for account in accounts)
    assert all(len(set(accounts)) == len(accounts) > 0 for accounts in AWS_ACCOUNTS.values())
