"""Which variables name a source of code or weights, and what they name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_sagemaker_policy.aws_facts.sources import _VARIABLES, elsewhere, names_source


@pytest.mark.parametrize(
    ("key", "value", "places"),
    [
        ("SAGEMAKER_SUBMIT_DIRECTORY", "s3://b/code.tar.gz", ["s3://b/code.tar.gz"]),
        ("SAGEMAKER_SUBMIT_DIRECTORY", "https://b.s3.amazonaws.com/code", ["https://b.s3.amazonaws.com/code"]),
        ("SAGEMAKER_SUBMIT_DIRECTORY", "/opt/ml/model/code", []),
        ("SAGEMAKER_SUBMIT_DIRECTORY", "file:///opt/ml/model/code", []),
        ("SAGEMAKER_SUBMIT_DIRECTORY", "code", []),
        ("HF_MODEL_ID", "someone/model", ["someone/model"]),
        ("HF_MODEL_ID", "gpt2", ["gpt2"]),
        ("HF_MODEL_ID", "s3://b/model/", ["s3://b/model/"]),
        ("HF_MODEL_ID", "hf://someone/model", ["hf://someone/model"]),
        ("HF_MODEL_ID", " someone/model ", ["someone/model"]),
        ("HF_MODEL_ID", "/opt/ml/model", []),
        ("HF_MODEL_ID", "./model", []),
        ("HF_MODEL_ID", "", []),
        ("HF_MODEL_ID", " ", []),
        ("HF_ENDPOINT", "https://huggingface.co", []),
        ("HF_ENDPOINT", "https://huggingface.co/", []),
        ("HF_ENDPOINT", "https://hub.evil.example", ["https://hub.evil.example"]),
        ("OPTION_MODEL_ID", "s3://b/model", ["s3://b/model"]),
        ("OPTION_S3URL", "s3://b/model", ["s3://b/model"]),
        ("OPTION_ENTRYPOINT", "djl_python.huggingface", []),
        ("OPTION_ENTRYPOINT", "https://evil.example/model.py", ["https://evil.example/model.py"]),
        ("OPTION_SPECULATIVE_CONFIG", '{"model": "someone/draft"}', ["someone/draft"]),
        ("OPTION_SPECULATIVE_CONFIG", '{"model": "/opt/ml/draft"}', []),
        ("OPTION_SPECULATIVE_CONFIG", '{"method": "ngram"}', []),
        ("OPTION_SPECULATIVE_CONFIG", "[" * 100_000, []),
        ("SERVING_LOAD_MODELS", "ALL", []),
        ("SERVING_LOAD_MODELS", "test::MPI=/opt/ml/model", []),
        ("SERVING_LOAD_MODELS", "[a:1:Python:*]=s3://b/a, /opt/ml/b", ["s3://b/a"]),
        ("SERVING_LOAD_MODELS", "djl://ai.djl/a https://x/?a=b", ["djl://ai.djl/a", "https://x/?a=b"]),
        ("SM_VLLM_MODEL", "someone/model", ["someone/model"]),
        ("SM_VLLM_LORA_MODULES", "a=someone/a b=/opt/ml/b", ["someone/a"]),
        ("SM_VLLM_LORA_MODULES", '{"name": "a", "path": "/opt/ml/a"}', []),
        ("SM_VLLM_LORA_MODULES", '[{"name": "a", "path": "someone/a"}]', ["someone/a"]),
        ("SM_SGLANG_MODEL_PATH", "someone/model", ["someone/model"]),
        ("SM_LLAMA_CPP_HF_REPO", "someone/model:Q4", ["someone/model:Q4"]),
        ("SM_LLAMACPP_MODEL_URL", "https://evil.example/a.gguf", ["https://evil.example/a.gguf"]),
        ("SM_LLAMA_CPP_MODEL", "/opt/ml/model/a.gguf", []),
        ("TS_LOAD_MODELS", "a=https://evil.example/a.mar", ["https://evil.example/a.mar"]),
        ("MODEL_BASE_PATH", "/opt/ml/model", []),
        ("MODEL_BASE_PATH", "s3://b/model", ["s3://b/model"]),
        ("HF_TASK", "someone/model", []),
        ("SAGEMAKER_PROGRAM", "s3://b/inference.py", []),
        ("SAGEMAKER_TRITON_DEFAULT_MODEL_NAME", "someone/model", []),
        ("hf_model_id", "someone/model", []),
    ],
)
def test_given_a_variable_then_the_places_outside_the_container_are_known(
    key: str, value: str, places: list[str]
) -> None:
    assert elsewhere(key, value) == places


@pytest.mark.parametrize("key", _VARIABLES)
def test_given_variable_of_the_table_then_container_path_is_not_outside_but_s3_is(key: str) -> None:
    document = key.endswith("CONFIG")

    assert names_source(key)
    assert key == "HF_ENDPOINT" or elsewhere(key, "/opt/ml/model") == []
    assert elsewhere(key, '{"model": "s3://b/a"}' if document else "s3://b/a") == ["s3://b/a"]


@given(key=st.sampled_from(sorted(_VARIABLES)), value=st.text() | st.text("{}[]=,:/ a."))
def test_given_any_value_then_it_can_be_read(key: str, value: str) -> None:
    assert all(place for place in elsewhere(key, value))
