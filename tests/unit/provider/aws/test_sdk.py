"""The SDK is loaded whole when it is first used, by one thread."""

from __future__ import annotations

import subprocess
import sys

_FOUR_THREADS = """
import sys
from concurrent.futures import ThreadPoolExecutor

from pulumi_sagemaker_model.aws.client_factory import client_for
from pulumi_sagemaker_model.aws.settings import Settings

assert "botocore" not in sys.modules
settings = Settings(access_key="fake", secret_key="fake")
with ThreadPoolExecutor(4) as threads:
    clients = list(threads.map(lambda region: client_for(settings, region), ("us-east-1", "eu-west-1") * 2))
print(len(set(map(id, clients))))
"""


def test_given_new_process_when_four_threads_need_the_sdk_at_once_then_all_have_it() -> None:
    done = subprocess.run([sys.executable, "-c", _FOUR_THREADS], capture_output=True, text=True, check=False)

    assert (done.stderr, done.stdout) == ("", "2\n")
