"""Django's own forms of accounts, in the site's design and words."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib.auth import forms as auth
from django.contrib.auth.models import User
from django.http import HttpRequest

from accounts import mail, throttle
from entries.posted import TrappedForm

WRONG_PASSWORD = "That is not your password. Type it again."
NEW_PASSWORD = "At least 12 characters, and not a well-known password. Three or four words in a row are good."


class Plain(forms.BaseForm):
    """Puts the site's classes and plain words on the fields of a form; nothing takes the focus by itself."""

    labels: Mapping[str, str] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.widget.attrs.pop("autofocus", None)
            if not field.widget.is_hidden:
                field.widget.attrs["class"] = "input"
            if name.endswith("password1"):
                field.help_text = NEW_PASSWORD
            if name.endswith("password2"):
                field.label, field.help_text = "The same password again", ""
            if isinstance(field, forms.CharField):
                field.error_messages["required"] = f"Fill in: {str(field.label).lower()}."


class SignInForm(Plain, auth.AuthenticationForm):
    """User name and password, and the bookmark that somebody came for."""

    labels = {"username": "User name"}

    error_messages = {
        "invalid_login": "This user name and password do not belong together. Check both: capital letters count.",
        "inactive": "This user name and password do not belong together. Check both: capital letters count.",
    }
    bookmark = forms.CharField(required=False, max_length=400, widget=forms.HiddenInput)

    def get_invalid_login_error(self) -> forms.ValidationError:
        """Say that the two do not fit, or how long to wait."""
        if self.request and throttle.is_locked_out(self.request):
            name = self.cleaned_data["username"]
            return forms.ValidationError(throttle.sentence(self.request, name), code="throttled")
        return super().get_invalid_login_error()


class OwnPassword:
    """Checks the password of who is signed in, with the count of wrong ones."""

    request: HttpRequest

    def checked(self, password: str) -> str:
        """Return the password if it is right, else refuse it."""
        if not throttle.is_right_password(self.request, password):
            locked = throttle.is_locked_out(self.request)
            name = self.request.user.get_username()
            raise forms.ValidationError(throttle.sentence(self.request, name) if locked else WRONG_PASSWORD)
        return password


class ChangePasswordForm(Plain, OwnPassword, auth.PasswordChangeForm):
    """The password there is, and twice the new one."""

    error_messages = {"password_mismatch": "The two new passwords differ. Type both again."}
    labels = {"old_password": "Your password today"}

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self.request = request
        super().__init__(*args, **kwargs)

    def clean_old_password(self) -> str:
        """Refuse a wrong password."""
        return self.checked(self.cleaned_data["old_password"])


class SetPasswordForm(Plain, auth.SetPasswordForm):
    """Twice the new password."""

    error_messages = {"password_mismatch": "The two passwords differ. Type both again."}


class ResetForm(Plain, auth.PasswordResetForm):
    """The e-mail address of an account."""

    labels = {"email": "E-mail address"}

    def send_links(self, request: HttpRequest) -> None:
        """Mail a link to every account with this address."""
        mail.send_new_password_links(request, list(self.get_users(self.cleaned_data["email"])))


class SignUpForm(Plain, auth.UserCreationForm, TrappedForm):
    """A new account."""

    error_messages = {"password_mismatch": "The two passwords differ. Type both again."}
    email = forms.EmailField(label="E-mail address", help_text="Only used when you forget your password.")
    bookmark = forms.CharField(required=False, max_length=400, widget=forms.HiddenInput)

    class Meta(auth.UserCreationForm.Meta):
        model = User
        fields = ("username", "email")
        labels = {"username": "User name"}
        help_texts = {"username": "Letters, digits and @ . + - _"}
        error_messages = {"username": {"unique": "Somebody has this user name. Choose another one."}}


class DeleteForm(Plain, OwnPassword, forms.Form):
    """The password, as a sign that it is meant."""

    password = forms.CharField(
        label="Your password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self.request = request
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        """Refuse a wrong password."""
        return self.checked(self.cleaned_data["password"])
