"""Which keys of an environment say that their value is a secret itself, and not its name, its length or its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from pulumi_sagemaker_policy.lazy_re import LazyPattern

_CHUNKS: Final = LazyPattern(r"[A-Za-z]+|[0-9]+")
_WORDS: Final = LazyPattern(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_AFTER: Final = _words("v old new current previous primary secondary backup dev test staging prod base b value plain")
"""Words that may follow the one that counts: which of several it is, or how it is written, as in `B64`."""

_OWNERS: Final = _words(
    "account admin administrator amqp api app auth aws azure basic bot cassandra cert client clickhouse consul "
    "couchdb database db default docker elastic elasticsearch email ftp gcp git github gitlab google grafana http "
    "https imap jdbc jenkins jms jupyter kafka kerberos key keystore ldap login mail mariadb master mlflow mongo "
    "mongodb mq mssql my mysql neo4j nexus notebook npm odbc opensearch oracle pg pip postgres postgresql private "
    "proxy pypi rabbit rabbitmq rds redis redshift registry repo repository root secret server service sftp smtp "
    "snowflake solr sql ssh ssl store sudo super superuser svc tls truststore user vault web webhook"
)
"""Whose password may be written in one word with them."""

_NO_PASSES: Final = _words(
    "backward band by compile compiler decode dry eager enable first forward fusion graph high last low lowering max "
    "min multi no num number one optimization optimizer prefill second single skip third trust two"
)
"""What goes through something, as compilers and networks do."""

_NO_TOKENS: Final = _words(
    # A language model's vocabulary has tokens of its own,
    "added assistant audio begin blank bos class cls control decoder delimiter document end eod eom eos eot extra "
    "fill fim image img inst language latent mask middle pad patch placeholder prefix sep separator sos special split "
    "start stop suffix system text think thinking timestep tool turn unk unknown video vision vocab vocabulary word "
    # is limited to a number of them, or asked for one of them,
    "avg batch budget byte call chunk context cost count draft each every first generated input last limit max "
    "maximum mean min minimum n num number one output per price prompt query rate reasoning single time top total "
    # and lists are read by pages.
    "continuation cursor next page pagination"
)
_NO_TOKENS_GLUED: Final = _words("bos cls eos mask max new pad sep special start stop unk")

_TOKENS: Final = _words(
    "access api auth authentication authorization bearer bot client github gitlab hf hub huggingface jwt login npm "
    "oauth openai personal private pypi refresh secret security service slack user vault wandb"
)
"""Whose tokens are secrets, if there are several: most keys that end so are about a language model's."""

_KEYS: Final = _words(
    "access account aes api app auth authentication authorization cipher cookie crypto decrypt decryption deploy enc "
    "encrypt encryption fernet gpg hmac jwt license master pgp private rsa secret shared signature signing ssh ssl "
    "subscription tls unseal "
    # Makers whose services are used with one key.
    "algolia anthropic aws azure bedrock claude cohere cosmos datadog deepseek elevenlabs fireworks gcp gemini google "
    "groq kaggle langchain langfuse langsmith mistral newrelic nvidia openai openrouter perplexity pinecone rapidapi "
    "replicate sendgrid serper stripe supabase tavily twilio voyage wandb"
)
"""What makes a key one to a lock, and not one of a table or a map."""

_PATS: Final = _words("ado azure databricks devops gh git github gitlab gl snowflake")
"""Whose personal access token is called PAT."""


class _Noun(NamedTuple):
    """A word that may end a secret's name.

    `before` are the words of which one has to stand before it, `glued` those that may be written in one with it; None
    is any. After a word of `never` it certainly is no secret.
    """

    text: str
    before: frozenset[str] | None = None
    glued: frozenset[str] | None = None
    never: frozenset[str] = frozenset()
    never_glued: frozenset[str] = frozenset()


_NOUNS: Final = (
    *map(_Noun, ("password", "passwords", "passwd", "pswd", "passphrase", "passcode", "secret", "secrets")),
    *map(_Noun, ("credential", "credentials")),
    *(_Noun(noun, glued=_OWNERS) for noun in ("cred", "creds")),
    _Noun("pass", glued=_OWNERS, never=_NO_PASSES),
    _Noun("pw", glued=_OWNERS),
    _Noun("pwd", never=frozenset(("", "old"))),  # where a shell is, and where it was
    _Noun("token", never=_NO_TOKENS, never_glued=_NO_TOKENS_GLUED),
    _Noun("tokens", _TOKENS, _TOKENS),
    _Noun("pat", _PATS, _PATS),
    *(_Noun(noun, _KEYS, _KEYS) for noun in ("key", "keys")),
)

_ANY_NOUN: Final = LazyPattern("|".join(noun.text for noun in _NOUNS), re.IGNORECASE)
"""What most keys have nowhere."""

_OTHER_WORDS: Final = ("compassword",)
"""Names that end like the name of a secret and do not name one."""


def names_secret(key: str) -> bool:
    """Tell whether the value of a key is a secret, by its last words: `DB_PASSWORD`, `apiKey`, `HFTOKEN`.

    Words are divided by what is no letter, and by capitals. As a key may have capitals anywhere, it is read both ways,
    with capitals as divisions and without.
    """
    if not _ANY_NOUN.search(key):
        return False
    answers = [_decide(list(_backwards(words.findall(key)))) for words in (_WORDS, _CHUNKS)]
    return True in answers and None not in answers


def _backwards(words: Sequence[str]) -> Iterator[str]:
    """Return the words, the last first, without those at the end that say nothing."""
    seen = False
    for word in reversed(words):
        seen = seen or not (word.isdigit() or word.lower() in _AFTER)
        if seen:
            yield word.lower()


def _decide(words: Sequence[str]) -> bool | None:
    """Tell of words, the last first, whether they name a secret; None if they certainly do not."""
    last, before = [*words, "", ""][:2]
    noun = next((noun for noun in _NOUNS if last.endswith(noun.text)), None)
    if noun is None or last in _OTHER_WORDS or "kms" in words:  # a key of KMS never leaves it: the value is a name
        return False
    glued = last.removesuffix(noun.text)
    if (glued or before) in noun.never or glued.endswith(tuple(noun.never_glued)):
        return None
    if glued:
        return noun.glued is None or glued in noun.glued or glued.endswith(_long(noun.glued))
    return noun.before is None or before in noun.before


def _long(words: frozenset[str]) -> tuple[str, ...]:
    """Return the words that are no ending of others by chance, as `key` is one of `monkey`."""
    return tuple(word for word in words if len(word) > 2)  # noqa: PLR2004 - letters
