import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A choice that was taken back before this stays what it was: one more choice, of what held until then."""

    dependencies = [("cases", "0014_kept_profiles")]
    operations = [
        migrations.AddField(
            "profilechoice",
            "cancels",
            models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cancelled_by",
                to="cases.profilechoice",
            ),
        ),
    ]
