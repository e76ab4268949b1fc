"""Which variables of an environment tell AWS's containers for inference where to load code or weights from.

SageMaker does not fetch these: the container does, when it starts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from pulumi_sagemaker_policy.lazy_re import LazyPattern

_LOCAL: Final = LazyPattern(r"(?:file:/|/|~|\.{1,2}(?:/|$)).*", re.DOTALL)
_REMOTE: Final = LazyPattern(r"[A-Za-z][A-Za-z0-9+.-]{0,30}://.*", re.DOTALL)
_HUB: Final = "https://huggingface.co"


def _one(value: str) -> Iterator[str]:
    """Read a model: a path, a URL, or else the name of a model of a hub."""
    if value and not _LOCAL.fullmatch(value):
        yield value


def _url(value: str) -> Iterator[str]:
    """Read a path or a URL."""
    if _REMOTE.fullmatch(value) and not _LOCAL.fullmatch(value):
        yield value


def _hub(value: str) -> Iterator[str]:
    """Read the address of a hub, of which one is the usual one."""
    if value.rstrip("/") != _HUB:
        yield value


def _listed(read: Callable[[str], Iterator[str]]) -> Callable[[str], Iterator[str]]:
    """Read several, each perhaps after a name: `a=/opt/ml/a, b::Python=s3://models/b`."""

    def read_all(value: str) -> Iterator[str]:
        for item in filter(None, re.split(r"[,\s]+", value)):
            name, equals, place = item.partition("=")
            yield from read(place if equals and "?" not in name else item)

    return read_all


def _in_json(key: str, otherwise: Callable[[str], Iterator[str]]) -> Callable[[str], Iterator[str]]:
    """Read what has this key in a JSON object, or in a list of them."""

    def read(value: str) -> Iterator[str]:
        try:
            parsed = json.loads(value)
        except (ValueError, RecursionError):
            yield from otherwise(value)
            return
        for item in parsed if isinstance(parsed, list) else [parsed]:
            if isinstance(item, dict) and isinstance(item.get(key), str):
                yield from _one(item[key])

    return read


_adapters: Final = _in_json("path", _listed(_one))
_draft: Final = _in_json("model", lambda _: iter(()))


_DLC: Final = "https://aws.github.io/deep-learning-containers"

_VARIABLES: Final[Mapping[str, tuple[Callable[[str], Iterator[str]], str]]] = {
    "SAGEMAKER_SUBMIT_DIRECTORY": (_url, "https://github.com/aws/sagemaker-python-sdk"),
    # Hugging Face's toolkit, TGI, TEI, vLLM and DJL's LMI take the same.
    "HF_MODEL_ID": (_one, "https://huggingface.co/docs/sagemaker"),
    "HF_ENDPOINT": (_hub, "https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables"),
    "LORA_ADAPTERS": (_listed(_one), "https://huggingface.co/docs/text-generation-inference/conceptual/lora"),
    "OPTION_MODEL_ID": (_one, "https://docs.djl.ai/docs/serving/serving/docs/lmi/deployment_guide/configurations.html"),
    "OPTION_S3URL": (_one, "https://docs.djl.ai/docs/serving/serving/docs/configurations_model.html"),
    "OPTION_TOKENIZER": (_one, "https://docs.djl.ai/docs/serving/serving/docs/lmi/user_guides/vllm_user_guide.html"),
    "OPTION_ENTRYPOINT": (
        _url,
        "https://docs.djl.ai/docs/serving/serving/docs/lmi/deployment_guide/configurations.html",
    ),
    "OPTION_SPECULATIVE_CONFIG": (_draft, "https://docs.vllm.ai/en/latest/features/spec_decode.html"),
    "OPTION_SPECULATIVE_DRAFT_MODEL": (_one, "https://github.com/aws/sagemaker-python-sdk"),
    "SERVING_LOAD_MODELS": (
        _listed(_url),
        "https://docs.djl.ai/docs/serving/serving/docs/configurations_global.html",
    ),
    "SERVING_MODEL_STORE": (_url, "https://docs.djl.ai/docs/serving/serving/docs/configurations_global.html"),
    "SM_VLLM_MODEL": (_one, f"{_DLC}/vllm/configuration/"),
    "SM_VLLM_TOKENIZER": (_one, f"{_DLC}/vllm/configuration/"),
    "SM_VLLM_HF_CONFIG_PATH": (_one, f"{_DLC}/vllm/configuration/"),
    "SM_VLLM_LORA_MODULES": (_adapters, f"{_DLC}/vllm/configuration/"),
    "SM_VLLM_SPECULATIVE_CONFIG": (_draft, f"{_DLC}/vllm/configuration/"),
    "SM_SGLANG_MODEL": (_one, f"{_DLC}/sglang/configuration/"),
    "SM_SGLANG_MODEL_PATH": (_one, f"{_DLC}/sglang/configuration/"),
    "SM_SGLANG_TOKENIZER_PATH": (_one, f"{_DLC}/sglang/configuration/"),
    "SM_SGLANG_LORA_PATHS": (_adapters, f"{_DLC}/sglang/configuration/"),
    "SM_SGLANG_SPECULATIVE_DRAFT_MODEL_PATH": (_one, f"{_DLC}/sglang/configuration/"),
    **{
        f"{prefix}_{flag}": (read, f"{_DLC}/llama-cpp/configuration/")
        for prefix in ("SM_LLAMA_CPP", "SM_LLAMACPP", "LLAMA_ARG")
        for flag, read in (("HF_REPO", _one), ("MODEL_URL", _url), ("DOCKER_REPO", _one), ("MODEL", _url))
    },
    "TS_LOAD_MODELS": (_listed(_url), "https://docs.pytorch.org/serve/configuration.html"),
    "MMS_LOAD_MODELS": (
        _listed(_url),
        "https://github.com/awslabs/multi-model-server/blob/master/docs/configuration.md",
    ),
    "MODEL_BASE_PATH": (_url, "https://www.tensorflow.org/tfx/serving/docker"),
}
"""How to read each variable, and who documents it. Triton's has none: its repository is always the model's artefact."""


def names_source(key: str) -> bool:
    """Tell whether a variable says where code or weights come from."""
    return key in _VARIABLES


def elsewhere(key: str, value: str) -> list[str]:
    """Return the places outside the container that a variable names: URLs, and names of models of a hub."""
    return list(_VARIABLES[key][0](value.strip())) if names_source(key) and value.strip() else []
