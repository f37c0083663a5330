"""People in the Admin: added by name and e-mail address, invited by a link that sets their password."""

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UsernameField
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.cache import add_never_cache_headers

from accounts import mail

admin.site.unregister(User)


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
    actions = ("invite",)

    @admin.display(boolean=True, description="has a password")
    def has_password(self, person: User) -> bool:
        """Whether the person can sign in yet."""
        return person.has_usable_password()

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
