"""Which values are credentials, and which are none under any key; all of them are made up."""

import re
from datetime import date
from time import thread_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_sagemaker_policy.credentials import CHECKED, format_of, is_harmless, names_secret
from pulumi_sagemaker_policy.credentials.formats import PASSWORDS, TOKENS


def words(text: str) -> list[str]:
    return text.split()


CONNECTION = "a connection string with a password"
URL = "a URL with a password"
JWT = "eyJ" + "f" * 8 + ".eyJ" + "f" * 8 + ".fake"


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("ABIA" + "Q" * 16, "an AWS access key ID"),
        ("ABSK" + "Q" * 120, "an API key of Amazon Bedrock"),
        ("bedrock-api-key-" + "Q" * 80, "an API key of Amazon Bedrock"),
        ("-----BEGIN PGP " + "PRIVATE KEY BLOCK-----", "a private key"),
        ("-----BEGIN EC " + "PRIVATE KEY-----", "a private key"),
        *((f"gh{kind}_" + "f" * 36, "a GitHub token") for kind in "opsru"),
        ("ghs_123456_eyJfake", "a GitHub token"),
        *(
            (f"gl{kind}-" + "f" * 20, "a GitLab token")
            for kind in ("pat", "dt", "rt", "cbt", "ptt", "ft", "imt", "agent", "oas", "soat", "ffct")
        ),
        ("GR1348941" + "f" * 20, "a GitLab token"),
        ("ours-glpat-" + "f" * 20, "a GitLab token"),
        ("hf_" + "f" * 34, "a Hugging Face token"),
        ("api_org_" + "f" * 34, "a Hugging Face token"),
        ("hf_oauth_eyJfake", "a Hugging Face token"),
        ("xapp-1-A0FAKE-0-fake", "a Slack token"),
        ("xoxe.xoxp-1-fake-fake", "a Slack token"),
        *((f"xox{kind}-" + "0" * 12, "a Slack token") for kind in "abcdeoprs"),
        ("https://hooks.slack.com/services/T0FAKEFAKE/B0/x", "a Slack token"),
        ("GOCSPX-" + "f" * 28, "a Google API key"),
        ("ya29." + "f" * 30, "a Google API key"),
        ("sk-proj-" + "f" * 48, "an OpenAI key"),
        ("sk-ant-api03-" + "f" * 48, "an Anthropic key"),
        (JWT, "a JSON Web Token"),
        (f"Bearer {JWT}", "a JSON Web Token"),
        (f"a-{JWT}", "a JSON Web Token"),
        (f'{{"token": "{JWT}"}}', "a JSON Web Token"),
        ("x." + JWT, "a JSON Web Token"),
        ("postgresql://fraud:fake@db.example:5432/fraud?sslmode=require", URL),
        ("amqps://fraud:fake@mq.example:5671/%2f", URL),
        ("mongodb+srv://fraud:fake@db.example/?retryWrites=true", URL),
        ("first http://a:${X}@b then http://a:fake@b", URL),
        ("jdbc:postgresql://db.example/fraud?user=a&password=fake", CONNECTION),
        ("jdbc:mysql://db.example:3306/fraud?password=fake&user=a", CONNECTION),
        ("jdbc:sqlserver://db.example:1433;databaseName=fraud;user=a;password=fake", CONNECTION),
        ("jdbc:oracle:thin:scott/fake@db.example:1521/fraud", CONNECTION),
        ("jdbc:postgresql://db.example/fraud?sslpassword=fake", CONNECTION),
        ("host=db.example password=fake", CONNECTION),
        ("host=db.example port=5432 dbname=fraud user=a password=fake sslmode=require", CONNECTION),
        ("password = fake host = db.example", CONNECTION),
        ("dbname=fraud password='fa ke'", CONNECTION),
        ("Driver={ODBC Driver 18};Server=db.example;Uid=a;Pwd=fake;", CONNECTION),
        ("Server=db.example;Uid=a;PWD={fa;ke}", CONNECTION),
        ("Driver={ODBC Driver 18};Server=db.example;Uid=a;PWD={fake}", CONNECTION),
        ("Server=db.example;Driver={SQL};Password = {fa ke};", CONNECTION),
        ("Data Source=db.example;User ID=a;Password='fake'", CONNECTION),
        ("DefaultEndpointsProtocol=https;AccountName=a;AccountKey=ZmFrZQ==;EndpointSuffix=x", CONNECTION),
        ("Endpoint=sb://x/;SharedAccessKeyName=a;SharedAccessKey=ZmFrZQ=", CONNECTION),
        ("BlobEndpoint=https://x/;SharedAccessSignature=sv=fake", CONNECTION),
        ("a:fake@tcp(db.example:3306)/fraud", CONNECTION),
    ],
)
def test_given_a_credential_then_it_is_known_by_its_format(value: str, name: str) -> None:
    assert format_of(value) == name


@pytest.mark.parametrize(
    "value",
    [
        "",
        "xapp-short",
        "gldt-short",
        "api_org_short",
        "api_organization",
        "glasses-for-everybody-in-the-world",
        "sk-no-key-required",
        "sk-learn",
        "hooks.slack.com",
        "eyJ" * 100,
        "postgres://fraud:${DB_PASSWORD}@db.example/fraud",
        "postgres://fraud:$DB_PASSWORD@db.example/fraud",
        "postgres://fraud:<password>@db.example/fraud",
        "postgres://fraud:{password}@db.example/fraud",
        "postgres://fraud:{{ .Values.password }}@db.example/fraud".replace(" ", ""),
        "postgres://fraud:***@db.example/fraud",
        "postgres://fraud:%s@db.example/fraud",
        "postgres://fraud@db.example:5432/fraud",
        "mongodb://a.example:27017,b.example:27017/fraud",
        "jdbc:postgresql://db.example/fraud?user=a&password=${DB_PASSWORD}",
        "jdbc:postgresql://db.example/fraud?user=a&password=",
        "jdbc:oracle:thin:@db.example:1521/fraud",
        "host=db.example user=a",
        "host=db.example password=''",
        "host=db.example password=$PGPASSWORD",
        "Server=db.example;Integrated Security=true;Password=;",
        'Server=db.example;Password="";',
        "Server=db.example;Uid=a;Pwd={password}",
        "Driver={SQL};Server=db.example;Uid=a;Pwd={password}",
        "Driver={SQL};Server=db.example;Uid=a;Pwd={db_pass}",
        "Driver={SQL};Server=db.example;Uid=a;Pwd={}",
        "AccountName=a;AccountKey=",
        "AccountName=a;AccountKey=<key>",
        "reset your password = daily",
        "forgot-password=on",
        "user@tcp(db.example:3306)/fraud",
    ],
)
def test_given_a_value_without_a_credential_then_none_is_found(value: str) -> None:
    assert format_of(value) is None


@pytest.mark.parametrize(
    "value",
    words(
        """
        EMPTY empty None null nil n/a NA unset not-set not_needed unused dummy placeholder sk-no-key-required
        sk-EMPTY true False 0 1 on OFF enabled disabled required optional *** xxxx <your-token> ${TOKEN} $TOKEN
        $(cat) ${{secrets.DB}} ${DB:-} ${DB:?unset} [REDACTED] {{token}} {token} %TOKEN% %s ? /path /run/secrets/db
        /opt/ml/model/google.json ~/.aws/credentials ./key.pem ../secrets/db file:///etc/key key.json fraud/database
        prod/db/password /Prod/Fraud/DB-Password2 secrets/.token
        arn:aws:secretsmanager:eu-west-1:123456789012:secret:fraud
        arn:aws-eusc:ssm:eusc-de-east-1:123456789012:parameter/x op://vault/item/field
        https://vault.example/v1/fraud alias/fraud ssm:/fraud/db aws-ssm:/fraud/db secretsmanager:fraud/db
        vault:secret/fraud C:\\keys\\fraud.pem [] your-token-here YOUR_API_KEY REPLACE_ME TODO tbd
        """
    ),
)
def test_given_a_switch_a_placeholder_or_the_place_of_a_secret_then_it_is_harmless(value: str) -> None:
    assert is_harmless(value)
    assert is_harmless(f" {value}\n")


@pytest.mark.parametrize(
    "value",
    words(
        """
        x 1234 truest hunter2 not-a-real-one obviously-fake $ecret1 ${DB:-hunter2} ${DB-hunter2} ${DB:=hunter2}
        fake/ /+fake wJalrFAKEFAKE/K7MDENG/bPxRfiCYFAKE x,arn:aws: hunter2/x {{resolve:ssm:db}}
        https://a.example/?sig=fake <a><b> p@ss/word a=b EMPTYx
        your-1234 changeme C:\\hunter2 ssm:hunter2/x todo1
        """
    ),
)
def test_given_anything_else_then_it_may_be_a_secret(value: str) -> None:
    assert not is_harmless(value)


PIECES = words(
    """
    -eyJ eyJ eyJa. a://b: :// password= ,password= &pwd= AccountKey= ; user= host=h " ' password=' -----BEGIN AKIA
    hf_ xoxb- gl ghs_1 < { /a a- a. a_ a/ $( $ sk- hooks.slack.com/ jdbc:oracle:a:b/ a:b @ aA token TOKEN_ 1 %
    eyJaaaaaaaaa.eyJaaaaaaaaa. eyJaaaaaaaaa.eyJaaaaaaaa
    """
)


def _seconds(text: str) -> float:
    # Of this thread alone: what else the machine does is none of a rule's business.
    def once() -> float:
        start = thread_time()
        for tried in (text, f"!{text}!"):
            format_of(tried)
            is_harmless(tried)
            names_secret(tried)
        return thread_time() - start

    return min(once() for _ in range(3))


@pytest.mark.parametrize("piece", [*PIECES, " ", "; ", "host=h ", "A ", "-----BEGIN A ", "; password = ", "\n"])
def test_given_eight_times_the_text_then_it_takes_nothing_like_the_square_of_that(piece: str) -> None:
    short, long = ((piece * size)[:size] for size in (4_000, 32_000))

    # In proportion it is 8, with the square 64; what a busy machine adds stays far below.
    assert _seconds(long) < 30 * max(_seconds(short), 0.0002)


def test_given_longest_value_of_json_web_token_beginnings_then_it_takes_a_moment() -> None:
    assert _seconds(("-eyJ" * 8192)[:32_768]) < 0.3


def test_given_the_table_then_each_format_has_a_source_and_the_day_is_one() -> None:
    assert all(re.match(r"https://\S+$", known.source) for known in (*TOKENS, *PASSWORDS))
    assert date(2026, 1, 1) < CHECKED


@given(value=st.text())
def test_given_any_text_then_it_can_be_told(value: str) -> None:
    assert format_of(value) is None or isinstance(format_of(value), str)
    assert is_harmless(value) in (True, False)
