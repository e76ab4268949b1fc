"""Everything about AWS: the settings, the session, the calls, and what their errors mean. Nothing here knows Pulumi."""
