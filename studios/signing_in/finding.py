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
_NO_KEY_MAY = (KeyRejected, Forbidden)
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

    All chains are asked side by side, each by cross-studio search with the first of its keys that may; those where none
    may, after that, with all their studios side by side. Keys that are not needed are not read. Nobody is an answer; a
    member whose privacy settings exclude us is nobody too. Who gives no answer is left out when another one knows the
    address. Raises `CouldNotAsk`.
    """
    email = email.strip()
    chains, failed = _callable_chains(studios)
    answers = connections.side_by_side(
        {chain: partial(_search, _clients(of[:_MOST_KEYS], language), email) for chain, of in chains.items()}
    )
    closed = [chain for chain, answer in answers.items() if isinstance(answer, _NO_KEY_MAY)]
    one_by_one = connections.side_by_side(
        {
            (chain, place): partial(client.search_customers, email=email)
            for chain in closed
            for place, client in enumerate(_clients(chains[chain], language))
        }
    )
    told = [(chain, answer) for chain, answer in answers.items() if chain not in closed]
    told += [(chain, answer) for (chain, _place), answer in one_by_one.items()]

    found: list[tuple[str, Customer]] = []
    for chain, answer in told:
        if isinstance(answer, AccessDisabled):
            continue
        if isinstance(answer, MagiclineError):
            logger.warning("A chain could not be searched: %s", type(answer).__name__)
            failed = True
        else:
            found += [(chain, customer) for customer in answer if _has_address(customer, email)]
    if failed and not found:
        raise CouldNotAsk
    return _one_list_a_person(found)


def _callable_chains(studios: Iterable[Studio]) -> tuple[dict[str, list[Studio]], bool]:
    """The studios of each chain, and whether there is one that no key may be sent to."""
    chains: dict[str, list[Studio]] = {}
    for studio in studios:
        chains.setdefault(studio.chain, []).append(studio)
    forbidden = []
    for chain, of_chain in chains.items():
        try:
            connections.check_base_url(chain)
        except connections.ForbiddenUpstream:
            logger.warning("The base URL of studio %s is not allowed", of_chain[0].slug)
            forbidden.append(chain)
    return {chain: of for chain, of in chains.items() if chain not in forbidden}, bool(forbidden)


def _clients(studios: Iterable[Studio], language: str) -> list[Client]:
    return [connections.to(studio, language=language) for studio in Studio.objects.with_api_keys(studios)]


def _search(clients: Sequence[Client], email: str) -> list[Customer]:
    """All studios of a chain at once; raises one of `_NO_KEY_MAY` where none of these keys may ask that."""
    refusal: MagiclineError = Forbidden("no key at all")
    for client in clients:
        try:
            return client.search_customers_everywhere(email=email)
        except AccessDisabled:
            return []
        except _NO_KEY_MAY as error:
            refusal = error
    raise refusal


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
