"""People and what they wrote."""

from flask_login import LoginManager, UserMixin
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from werkzeug.security import check_password_hash, generate_password_hash


class Base(DeclarativeBase):
    """The tables of the Herald."""


db = SQLAlchemy(model_class=Base)
csrf = CSRFProtect()
migrate = Migrate()
people = LoginManager()


class Person(UserMixin, db.Model):
    """Somebody with an account. ``job`` is what they do at the Herald: reader, writer or chief."""

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    password: Mapped[str]
    job: Mapped[str] = mapped_column(default="reader")

    @classmethod
    def with_password(cls, name: str, password: str, job: str = "reader") -> "Person":
        """A new account; of the password only a hash is kept."""
        return cls(name=name, password=generate_password_hash(password), job=job)

    def knows(self, password: str) -> bool:
        """Whether this is their password."""
        return check_password_hash(self.password, password)


class Story(db.Model):
    """An article of the Herald."""

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    text: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    author: Mapped[Person] = relationship()
