"""People in the Admin: added by name and e-mail address, invited by a link that sets their password."""

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UsernameField
from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.cache import add_never_cache_headers
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import mail, second_factor

admin.site.unregister([User, TOTPDevice, StaticDevice])  # the two would show the secrets of other people


class AddPersonForm(forms.ModelForm):
    """A person without a password; the invitation lets them set one."""

    class Meta:
        model = User
        fields = ("username", "first_name", "last_name", "email")
        field_classes = {"username": UsernameField}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].required = settings.CAN_MAIL

    def clean_username(self) -> str:
        """Refuse a name that differs from another one in capital letters only."""
        name = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=name).exists():
            raise forms.ValidationError("Somebody has this user name. Choose another one.")
        return name

    def save(self, commit: bool = True) -> User:
        """Keep the person, with a password that nobody knows."""
        self.instance.set_unusable_password()
        return super().save(commit)


@admin.register(User)
class PersonAdmin(UserAdmin):
    """People, with invitations instead of passwords that somebody else chose."""

    add_form = AddPersonForm
    add_form_template = None
    add_fieldsets = (
        (
            None,
            {
                "fields": ("username", "first_name", "last_name", "email"),
                "description": "Nobody sets a password for somebody else. Save, tick the person in the list,"
                " and choose the action “Send invitation”.",
            },
        ),
    )
    list_display = ("username", "email", "first_name", "last_name", "is_staff", "is_active", "has_password")
    list_display += ("has_second_factor",)
    actions = ("invite", "reset_second_factor")

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Add whether each person has a second factor."""
        apps = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
        return super().get_queryset(request).annotate(has_app=Exists(apps))

    @admin.display(boolean=True, description="has a password")
    def has_password(self, person: User) -> bool:
        """Whether the person can sign in yet."""
        return person.has_usable_password()

    @admin.display(boolean=True, description="has a second factor")
    def has_second_factor(self, person: User) -> bool:
        """Whether the person signs in with a code as well."""
        return person.has_app

    def has_reset_permission(self, request: HttpRequest) -> bool:
        """Whether somebody may take the second factor of others away: administrators."""
        return request.user.is_superuser

    @admin.action(description="Reset second factor", permissions=["reset"])
    def reset_second_factor(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Take the second factor from people who lost app and recovery codes, and end their sessions."""
        done = []
        for person in queryset.exclude(pk=request.user.pk):
            if second_factor.reset(person):
                self.log_change(request, person, "Reset the second factor.")
                done.append(person.get_username())
        if done:
            self.message_user(request, f"Their second factor is reset: {', '.join(done)}.")
        if len(done) < queryset.count():
            words = "Left as they were: people without a second factor, and yourself (your account has a page for it)."
            self.message_user(request, words, messages.WARNING)

    @admin.action(description="Send invitation", permissions=["change"])
    def invite(self, request: HttpRequest, queryset: QuerySet[User]) -> HttpResponse:
        """Mail each chosen person a link that sets the first password; where there is no mail, show it once."""
        links, sent, refused = [], [], []
        for person in queryset:
            if not person.is_active or person.has_usable_password():
                refused.append(person)
            elif settings.CAN_MAIL and person.email:
                mail.send_invitation(request, person)
                sent.append(person)
            else:
                links.append((person, mail.password_link(request, person)))
        context = self.admin_site.each_context(request) | {
            "title": "Invitations",
            "opts": self.opts,
            "links": links,
            "sent": sent,
            "refused": refused,
        }
        response = TemplateResponse(request, "accounts/invitations.html", context)
        add_never_cache_headers(response)
        return response
