from django.apps import AppConfig


class OpenDataConfig(AppConfig):
    name = "opendata"

    def ready(self) -> None:
        from opendata import wordings  # noqa: F401  # says how the log is told
        from opendata.api import keys  # noqa: F401  # says how the schema calls its tokens
