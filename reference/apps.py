from django.apps import AppConfig


class ReferenceConfig(AppConfig):
    name = "reference"

    def ready(self) -> None:
        from reference import wordings  # noqa: F401  # says how the log is told
