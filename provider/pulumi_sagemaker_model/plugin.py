"""The process in which the engine runs dynamic providers: what it prints, and when it ends.

Its main module is Pulumi's own `pulumi.dynamic`. So this package changes no more there than it must, and both changes
belong upstream.
"""

from __future__ import annotations

import os
import select
import sys
import threading
import traceback
from typing import Final

from pulumi import dynamic

from pulumi_sagemaker_model import pulumi_sdk
from pulumi_sagemaker_model.errors import ModelError
from pulumi_sagemaker_model.program import shadowing

_STDOUT: Final = 1


def prepare(provider: dynamic.ResourceProvider) -> None:
    """Prepare this process, if it is the engine's; any other that uses the provider is left as it is."""
    main = sys.modules["__main__"]
    if hasattr(main, "DynamicResourceProviderServicer"):
        pulumi_sdk.prepare_process(provider, vars(main), _sentence)
        threading.Thread(target=_end_with_engine, name="lifeline", daemon=True).start()


def _sentence() -> str:
    """Return what is said of the exception that is being handled.

    Pulumi would say some thirty lines of Python before the one that matters. Our own errors are complete as they are;
    any other exception is a defect and keeps its traceback, unless it is known what the program did.
    """
    error = sys.exc_info()[1]
    if isinstance(error, ModelError):
        return str(error)
    if isinstance(error, KeyError) and error.args == ("__provider",):
        return "Pulumi cannot import a model; declare it just as it is, with its name and adopt_existing=True"
    if isinstance(error, (AttributeError, ImportError)) and (found := shadowing.hidden()):
        return shadowing.sentence(found)
    return traceback.format_exc()


def _end_with_engine() -> None:
    """End this process when the engine has ended, which closes the other end of its standard output.

    An engine that is killed leaves its plugins running. Such a plugin could still send a request to AWS, long after the
    user has cancelled the update and run another.
    """
    lifeline = select.poll()
    # Whatever is asked for, poll reports an error on a pipe without a reader.
    lifeline.register(_STDOUT, 0)
    lifeline.poll()
    os._exit(1)
