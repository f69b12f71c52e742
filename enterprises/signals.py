"""What this app announces."""

from django.dispatch import Signal

land_request_changed = Signal()  # inside the transaction; argument: land_request
