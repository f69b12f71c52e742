"""What this app announces."""

from django.dispatch import Signal

organisation_verified = Signal()  # inside the transaction; argument: organisation
