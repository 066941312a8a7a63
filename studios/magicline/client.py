"""The client: every call of the Open API that the site makes, for one studio and its key."""

from datetime import date

from studios.magicline.appointments import Appointment, Booking, BookingRequest, SlotWindow
from studios.magicline.customers import Customer
from studios.magicline.gate import OPEN, Gate
from studios.magicline.studio import StudioInformation


class Client:
    """Calls in the name of one studio. Cheap to make: connections are shared by all clients of a base URL."""

    def __init__(
        self,
        base_url: str,
        api_key: str,
        *,
        studio: str,
        language: str = "",
        gate: Gate = OPEN,
        days_ahead_limit: int = 6,
        read_seconds: float = 8.0,
        write_seconds: float = 15.0,
        insecure_http: bool = False,
    ) -> None:
        self.read_seconds = read_seconds
        self.write_seconds = write_seconds
        self.days_ahead_limit = days_ahead_limit

    def check_key(self) -> None: ...

    def appointments(self) -> list[Appointment]: ...

    def appointment(self, appointment_id: int) -> Appointment: ...

    def slots(self, appointment_id: int, start_on: date) -> SlotWindow: ...

    def validate(self, wanted: BookingRequest) -> str: ...

    def book(self, wanted: BookingRequest) -> Booking: ...

    def booking(self, booking_id: int) -> Booking: ...

    def bookings(self, customer_id: int) -> list[Booking]: ...

    def cancel(self, booking_id: int) -> None: ...

    def search_customers(
        self,
        *,
        email: str = "",
        first_name: str = "",
        last_name: str = "",
        date_of_birth: date | None = None,
    ) -> list[Customer]: ...

    def search_customers_everywhere(
        self,
        *,
        email: str = "",
        first_name: str = "",
        last_name: str = "",
        date_of_birth: date | None = None,
    ) -> list[Customer]: ...

    def customer(self, customer_id: int) -> Customer: ...

    def studio_information(self) -> StudioInformation: ...

    def confirm_activation(self) -> None: ...
