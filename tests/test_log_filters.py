"""What a log line must not carry is taken out of it, whoever wrote it."""

from booking_site.log_filters import discreet


def test_a_row_that_postgresql_quotes_is_left_out() -> None:
    text = (
        'IntegrityError: duplicate key value violates unique constraint "one_member_per_customer"\n'
        "DETAIL:  Key (first_name, customer_id)=(Ada, 2002001) already exists.\n"
        "The above exception was the direct cause"
    )

    told = discreet(text)

    assert "one_member_per_customer" in told
    assert "Ada" not in told
    assert told.endswith("direct cause")
