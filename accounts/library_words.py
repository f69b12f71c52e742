"""What libraries say to people: allauth has no Vietnamese catalogue, and some of Django's own
Vietnamese does not read well. Ours comes first.

Never imported: Babel reads the literals, Django finds their translations by the same words.
"""

from django.utils.translation import gettext_lazy as _

WORDS = [
    _("Email"),
    _("Email address"),
    _("Password"),
    _("Password (again)"),
    _("New Password"),
    _("New Password (again)"),
    _("Current Password"),
    _("Remember Me"),
    _("Forgot your password?"),
    _("A user is already registered with this email address."),
    _("Be patient, you are sending too many requests."),
    _("Incorrect password."),
    _("Invalid or expired key."),
    _("The email address and/or password you specified are not correct."),
    _("The email address is not assigned to any user account."),
    _("The new value must be different from the current one."),
    _("The password reset token was invalid."),
    _("This account is currently inactive."),
    _("Please type your current password."),
    _("Too many failed login attempts. Try again later."),
    _("This email address is already associated with this account."),
    _("You must type the same password each time."),
    _("Your primary email address must be verified."),
    _("Ensure this value is greater than or equal to %(limit_value)s."),
    _("Ensure this value is less than or equal to %(limit_value)s."),
    _("This field is required."),
]
