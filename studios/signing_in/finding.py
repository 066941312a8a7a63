"""Asks the studios whom an e-mail address belongs to, and tells people from records.

A family shares an address, one person has two records, a search engine finds similar addresses as well: only records
whose own address equals the typed one count, and records equal in names and birth date are one person.
"""

import logging
from collections.abc import Iterable, Sequence
from functools import partial
from string import ascii_lowercase, ascii_uppercase
from typing import TypedDict

from studios import connections
from studios.magicline.client import Client
from studios.magicline.customers import Customer
from studios.magicline.errors import AccessDisabled, Forbidden, KeyRejected, MagiclineError
from studios.models import Studio

logger = logging.getLogger(__name__)

# A key more would find nobody whom the studios, asked one by one, would not find as well.
_MOST_KEYS = 4
_SMALL = str.maketrans(ascii_uppercase, ascii_lowercase)


class Record(TypedDict):
    """What a challenge keeps of a customer record: no more than the member will be remembered by."""

    chain: str
    customer_id: int
    first_name: str
    last_name: str
    studio_id: int | None


class CouldNotAsk(Exception):
    """Nobody was found, but somebody may be there: a chain gave no usable answer. Names no address."""


def people_at(email: str, studios: Iterable[Studio], *, language: str) -> list[list[Record]]:
    """Whom `email` belongs to in the chains of `studios`, as one list of records a person.

    All chains are asked side by side, each by cross-studio search with the first of its keys that may; where none
    may, studio by studio. Nobody is an answer; a member whose privacy settings exclude us is nobody too. A chain
    that gives no answer is left out when another one knows the address. Raises `CouldNotAsk`.
    """
    email = email.strip()
    chains: dict[str, list[Client]] = {}
    failed = False
    for studio in studios:
        try:
            chains.setdefault(studio.chain, []).append(connections.to(studio, language=language))
        except connections.ForbiddenUpstream:
            logger.warning("The base URL of studio %s is not allowed", studio.slug)
            failed = True
    answers = connections.side_by_side(
        {chain: partial(_search_chain, clients, email) for chain, clients in chains.items()}
    )
    found: list[tuple[str, Customer]] = []
    for chain, answer in answers.items():
        if isinstance(answer, MagiclineError):
            logger.warning("A chain could not be searched: %s", type(answer).__name__)
            failed = True
        else:
            found += [(chain, customer) for customer in answer if _has_address(customer, email)]
    if failed and not found:
        raise CouldNotAsk
    return _one_list_a_person(found)


def _search_chain(clients: Sequence[Client], email: str) -> list[Customer]:
    for client in clients[:_MOST_KEYS]:
        try:
            return client.search_customers_everywhere(email=email)
        except AccessDisabled:
            return []
        except (KeyRejected, Forbidden):
            continue
    return _search_studio_by_studio(clients, email)


def _search_studio_by_studio(clients: Sequence[Client], email: str) -> list[Customer]:
    """Raises the error of a studio that did not answer, unless another one knows the address."""
    answers = connections.side_by_side(
        {number: partial(client.search_customers, email=email) for number, client in enumerate(clients)}
    )
    found: list[Customer] = []
    errors: list[MagiclineError] = []
    for answer in answers.values():
        if isinstance(answer, AccessDisabled):
            continue
        if isinstance(answer, MagiclineError):
            errors.append(answer)
        else:
            found += answer
    if errors and not found:
        raise errors[0]
    return found


def _has_address(customer: Customer, email: str) -> bool:
    """The mail goes to what was typed, so it has to be the mailbox on file. Capitals from A to Z are the same to every
    mail server; what else Unicode calls equal, such as ß and ss, can be somebody else's.
    """
    return customer.email.strip().translate(_SMALL) == email.translate(_SMALL)


def _one_list_a_person(found: Iterable[tuple[str, Customer]]) -> list[list[Record]]:
    people: dict[object, dict[tuple[str, int], Record]] = {}
    for chain, customer in found:
        names = (customer.first_name.strip().casefold(), customer.last_name.strip().casefold())
        # Without a birth date nothing tells a father from a son of the same name.
        born = customer.date_of_birth or (chain, customer.id)
        people.setdefault((names, born), {})[chain, customer.id] = Record(
            chain=chain,
            customer_id=customer.id,
            first_name=customer.first_name,
            last_name=customer.last_name,
            studio_id=customer.studio_id,
        )
    return [list(records.values()) for records in people.values()]
