"""What a command looks at once Django stands and before it does anything: the city's own file and the database."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import Error, connection

from yihaotong.accounts.models import Person
from yihaotong.project import city_file, environment, home
from yihaotong.project.environment import BadSetting


def check(*, founding: bool) -> None:
    """`founding`: the command makes the tables itself. Raises BadSetting."""
    city_file.check(settings.CITY, environment.city_file())
    embedded = connection.vendor == "sqlite"
    try:
        connection.ensure_connection()
        prepared = founding or Person._meta.db_table in connection.introspection.table_names()
    except (Error, ImproperlyConfigured) as error:
        said = " ".join(str(error).split("\n", maxsplit=1)[0].split())
        if embedded:
            file = settings.DATABASES["default"]["NAME"]
            raise BadSetting(f"数据库文件 {file} 打不开（{said}），请检查 YIHAOTONG_HOME 和文件的属主") from error
        raise BadSetting(f"连不上 DATABASE_URL 指的 PostgreSQL（{said}），请检查它是否在运行、地址和账号") from error
    if not prepared:
        where = f"{home.directory()} 里的数据库" if embedded else "DATABASE_URL 指的数据库"
        raise BadSetting(f"{where}还没有建表，请先运行 yihaotong setup")
