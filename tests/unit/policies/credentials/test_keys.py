"""Which keys name a secret."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_sagemaker_policy.credentials import names_secret


def words(text: str) -> list[str]:
    return text.split()


SECRETS = words(
    """
    PASSWORD PGPASSWORD DB_PASSWORD db.password db-passwd dbPassword DB_PASSWORD_2 DBPASSWORD DB_PASSWORDS passWord
    PassWord PASSPHRASE KEY_PASSPHRASE PASSCODE DbPwd DBPWD MYSQL_PWD PASS LDAP_BIND_PASS LDAP_BIND_PW PSWD APP_KEY
    ENC_KEY DB_PASS DBPASS dbPass SMTP_PASS SMTPPASS store.pass ADMIN_PW SECRET SECRETS clientSecret CLIENTSECRET
    APP_SECRET_V2 TOKEN tOKEN HF_TOKEN HFTOKEN HFToken ADMINTOKEN HUGGING_FACE_HUB_TOKEN accessToken ACCESS_TOKENS
    API_TOKENS SLACK_BOT_TOKEN DEVELOPERTOKEN API_KEY APIKEY apiKey API_KEYS APIKEYS OPENAI_APIKey OPENAIAPIKEY
    OPENAI_KEY ACCESSKEY SECRETKEY AWS_SECRET_ACCESS_KEY PRIVATE_KEY ssh-private-key SIGNING_KEY ENCRYPTION_KEY
    SECRET_KEY_BASE PASSWORD_B64 PASSWORD_BASE64 API_KEY_OLD TOKEN_VALUE X-API-KEY DB_CREDENTIAL DB_CREDENTIALS
    AWS_CREDS DBCREDS GITHUB_PAT GH_PAT _PASSWORD_ DB_PASSWORD_PROD keystorePassword AZURE_STORAGE_ACCOUNT_KEY
    FERNET_KEY KAGGLE_KEY COSMOS_KEY RAPIDAPI_KEY SUPABASE_KEY TLS_KEY SSL_KEY UNSEAL_KEY
    """
)

OTHERS = words(
    """
    MODEL_NAME DB_PASSWORD_NAME SECRET_ARN SECRET_ID PASSWORD_FILE PASSWORD_LENGTH TOKEN_LIMIT TOKEN_TYPE TOKENIZER
    TOKENIZER_PATH TOKENIZERS_PARALLELISM MAX_TOKEN MAX_TOKENS ASSISTANT_TOKEN TOOL_CALL_TOKEN QUERY_TOKENS
    MAX_NEW_TOKENS MIN_TOKENS NUM_TOKENS N_TOKENS maxTokens maxNewToken MAXtoken MAXTOKENS MAX_BATCH_PREFILL_TOKENS
    TOTAL_TOKENS COST_PER_TOKEN STOP_TOKEN STOPTOKEN STOP_TOKENS EOS_TOKEN EOSTOKEN eosToken PAD_TOKEN maskToken
    decoder_start_token ADD_BOS_TOKEN IMAGE_TOKEN SPECIAL_TOKENS NEXT_TOKEN PAGE_TOKEN SECRETARY KEY KEYS
    PARTITION_KEY SORT_KEY PRIMARY_KEY FOREIGN_KEY PUBLIC_KEY CACHE_KEY DESIGN_KEY DESIGNKEY MONKEY TURKEY S3_KEY
    KMS_KEY KMS_ENCRYPTION_KEY COMPASSWORD COMPASS BYPASS BY_PASS FORWARD_PASS HIGH_PASS NUM_PASS FUSION_PASS
    MAX_PASS PWD OLDPWD OLD_PWD SACRED PATTERN PAT_LENGTH PASSENGERS KEYBOARD CREDIT PROD 2 __
    VISION_TOKEN SPLIT_TOKEN TURN_TOKEN
    """
)


@pytest.mark.parametrize("key", SECRETS)
def test_given_a_key_whose_last_words_name_a_secret_then_it_is_one(key: str) -> None:
    assert names_secret(key)


@pytest.mark.parametrize("key", ["", *OTHERS])
def test_given_any_other_key_then_it_is_none(key: str) -> None:
    assert not names_secret(key)


def test_given_the_tables_then_there_are_many_of_either() -> None:
    assert min(len(set(SECRETS)), len(set(OTHERS))) >= 60


@given(
    before=st.sampled_from(["", "FRAUD_", "fraud.", "X-"]),
    key=st.sampled_from(["DB_PASSWORD", "API_KEY", "HF_TOKEN", "CLIENT_SECRET"]),
    after=st.sampled_from(["", "_2", "_OLD", "_V3", "_PROD"]),
)
def test_given_words_that_say_nothing_around_a_name_then_it_stays_one(before: str, key: str, after: str) -> None:
    assert names_secret(before + key + after)
    assert names_secret((before + key + after).lower())


@given(key=st.text())
def test_given_any_text_then_it_can_be_told(key: str) -> None:
    assert names_secret(key) in (True, False)
