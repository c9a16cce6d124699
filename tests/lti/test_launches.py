"""Arriving from a platform."""

from flask import Flask

from tests.lti.lms import INSTRUCTOR, Lms, launch


def test_somebody_who_teaches_makes_the_class_of_a_course(site: Flask, lms: Lms) -> None:
    teacher = site.test_client()
    answer = launch(teacher, lms, sub="staff-1", roles=[INSTRUCTOR], name="Tess Teacher")
    assert answer.status_code == 200, answer.text
    print(answer.text)
    assert 0
