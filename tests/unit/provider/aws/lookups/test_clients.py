"""The clients of questions: at the stack's endpoints, as whoever it acts as, and none where that is of no use."""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_sagemaker_model.aws.lookups.clients import LookupClients
from pulumi_sagemaker_model.aws.lookups.outcome import UnavailableError
from pulumi_sagemaker_model.aws.settings import Settings
from tests.unit.provider.aws.stand_ins import KEYS, Sts

HERE = "http://127.0.0.1:5000"
AWSS = "https://s3.us-east-1.amazonaws.com"


def clients(**configuration: Any) -> LookupClients:
    return LookupClients(Settings.from_configuration({**KEYS, **configuration}), "us-east-1")


ENDPOINTS: dict[str, tuple[dict[str, str], list[dict[str, str]], str, str]] = {
    "AWS's": ({}, [], "ecr", "https://api.ecr.us-east-1.amazonaws.com"),
    "of IAM, which has one": ({}, [], "iam", "https://iam.amazonaws.com"),
    "of the setting": ({}, [{"ecr": HERE}], "ecr", HERE),
    "of the setting, before the environment": ({"AWS_ENDPOINT_URL": "http://127.0.0.1:1"}, [{"s3": HERE}], "s3", HERE),
    "of the environment": ({"AWS_ENDPOINT_URL": HERE}, [], "ec2", HERE),
    "of the environment, for one": ({"AWS_ENDPOINT_URL_IAM": HERE}, [], "iam", HERE),
    "of SageMaker": ({}, [{"sagemaker": HERE}], "sagemaker", HERE),
    "of STS": ({}, [{"sts": HERE}], "sts", HERE),
    "of a stand-in for all": ({"AWS_ENDPOINT_URL": HERE}, [{"sagemaker": HERE}], "s3", HERE),
    "of a SageMaker elsewhere": ({}, [{"sagemaker": "https://vpce.example"}], "iam", "https://iam.amazonaws.com"),
}


@pytest.mark.parametrize(("environment", "setting", "service", "url"), ENDPOINTS.values(), ids=ENDPOINTS)
def test_given_endpoints_when_a_client_is_made_then_it_has_its_own(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], setting: list[dict[str, str]], service: str, url: str
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert clients(**{"aws:endpoints": setting}).of(service).meta.endpoint_url == url


NO_USE: dict[str, tuple[dict[str, Any], str]] = {
    "endpoint is no URL": ({"aws:endpoints": [{"s3": "x"}]}, "s3"),
    "SageMaker is a stand-in here, and the rest is AWS": ({"aws:endpoints": [{"sagemaker": HERE}]}, "s3"),
    "no credentials": ({"aws:accessKey": None, "aws:secretKey": None}, "iam"),
    "no such profile": ({"aws:accessKey": None, "aws:secretKey": None, "aws:profile": "absent"}, "iam"),
}


@pytest.mark.parametrize(("configuration", "service"), NO_USE.values(), ids=NO_USE)
def test_given_nothing_to_ask_with_when_a_client_is_wanted_then_there_is_none(
    configuration: dict[str, Any], service: str
) -> None:
    made = clients(**configuration)

    with pytest.raises(UnavailableError):
        made.of(service)
    assert made.account() is None


def test_given_a_service_that_was_given_up_when_wanted_then_there_is_no_client() -> None:
    made = clients()
    made.of("ecr")
    made.give_up("ecr")

    with pytest.raises(UnavailableError):
        made.of("ecr")


@pytest.mark.parametrize(("url", "style"), [(HERE, "path"), (None, None)])
def test_given_an_endpoint_when_s3_is_asked_then_the_bucket_is_in_the_path(url: str | None, style: str | None) -> None:
    made = clients(**({"aws:endpoints": [{"s3": url}]} if url else {})).of("s3")

    assert (made.meta.config.s3 or {}).get("addressing_style") == style


def test_given_a_role_to_act_as_when_asked_then_it_is_assumed(sts: Sts) -> None:
    made = clients(**{"aws:assumeRoles": [{"roleArn": "arn:aws:iam::123456789012:role/reader"}]})

    assert made.account() == "123456789012"
    assert sts.asked[0][0] == "AssumeRole"
    assert sts.asked[-1][0::2] == ("GetCallerIdentity", "AKIA-reader")


def test_given_a_client_when_made_then_it_tries_once_and_waits_for_seconds() -> None:
    config = clients().of("ecr").meta.config

    assert (config.retries["total_max_attempts"], config.connect_timeout, config.read_timeout) == (1, 2, 5)
