"""What the demo studios offer, studio by studio. Ids are large on purpose: the vendor's are int64."""

from studios.sandbox.records import Appointment

_LENGTHS = (15, 30, 45, 60)
_KINDS = (
    ("Personal Training", "Training", "One trainer, one member, one plan."),
    ("Strength Coaching", "Training", "Squat, press, pull: load and form, looked at together."),
    ("Mobility Coaching", "Training", "Hips, shoulders, spine.\nBring comfortable clothes."),
    ("Running Form", "Training", "On the treadmill, filmed from two sides."),
    ("Kettlebell Coaching", "Training", "Swing, clean, Turkish get-up."),
    ("Back Care", "Health", "For desks, cars and bad mattresses."),
    ("Fascia Training", "Health", "Rolls, balls and patience."),
    ("Breathing Session", "Health", "Slow breath, low pulse."),
    ("Body Analysis", "Check-up", "Muscle, fat and water in numbers.\nPlease come sober."),
    ("Progress Check", "Check-up", "What has changed since last time?"),
    ("Nutrition Talk", "Nutrition", "Questions about food, without dogma."),
    ("Shopping Guide", "Nutrition", "What belongs in the basket."),
    ("Foot Massage", "Recovery", "After the run."),
    ("Stretching Partner", "Recovery", "Somebody else does the work."),
)


def hafen() -> list[Appointment]:
    trainers, therapists, advisers = [501, 502], [503], [504]
    return [
        Appointment(
            1210206001, "Personal Training", 60, "Training",
            "One hour, one trainer, your plan.\n\nBring: indoor shoes, a towel, something to drink.",
            "fresh", instructor_ids=trainers, odd=["repeats"],
        ),
        Appointment(
            1210206002, "Technique: Squat & Deadlift", 45, "Training",
            "Form first, load second. With video from the side.",
            "fresh", instructor_ids=trainers, room="Platform",
        ),
        Appointment(
            1210206003, "Mobility Coaching", 30, "Training", "Hips, shoulders, spine: half an hour for a week.",
            "expired", instructor_ids=[502], every_minutes=30, odd=["unordered"],
        ),
        Appointment(
            1210206004, "Duo Coaching", 60, "Training", "Two trainers, one lane, twice the eyes.",
            instructor_ids=trainers, together=True, room="Platform", every_minutes=120,
        ),
        Appointment(
            1210206005, "Body Scan", 20, "Check-up",
            "Body composition in 20 minutes.\nPlease do not eat for three hours before.",
            "fresh", equipment="Scanner", every_minutes=20, odd=["lists_past"],
        ),
        Appointment(
            1210206006, "Check-up", 45, "Check-up", "Where do you stand? Strength, endurance, blood pressure.",
            "fresh", instructor_ids=[501, 504], every_minutes=45,
        ),
        Appointment(
            1210206007, "Cardio Performance Test", 60, "Check-up",
            "Lactate and heart rate on the bike.\n\nTo be booked two days ahead: the lab has to be ready.",
            "fresh", instructor_ids=advisers, equipment="Ergometer", latest_hours=48,
        ),
        Appointment(
            1210206008, "Sports Massage", 30, "Massage & recovery", "Back, neck or legs: you say where.",
            "fresh", instructor_ids=therapists, room="Massage room", every_minutes=30,
        ),
        Appointment(
            1210206009, "Deep Tissue Massage", 60, "Massage & recovery", None, "fresh",
            instructor_ids=therapists, room="Massage room",
        ),
        Appointment(
            1210206010, "Sauna Ritual", 45, "Massage & recovery", "Three infusions with a host.",
            "fresh", room="Sauna", every_minutes=90, odd=["lists_closed"],
        ),
        Appointment(
            1210206011, "Nutrition Consultation", 60, "Nutrition",
            "A first talk about what you eat, and why.\nThe studio confirms every appointment by hand.",
            "fresh", instructor_ids=advisers, needs_confirmation=True,
        ),
        Appointment(
            1210206012, "Meal Plan Review", 30, None, "Half an hour on your food diary. Opens three days ahead.",
            hidden_fields=["duration"], instructor_ids=advisers, every_minutes=30, earliest_days=3,
        ),
    ]  # fmt: skip


def altstadt() -> list[Appointment]:
    """More than one slice: every kind in four lengths, and four that are listed but cannot be had."""
    regular = [
        Appointment(
            1210300100 + place * 10 + step,
            f"{title} {minutes}",
            minutes,
            category,
            description,
            "fresh" if step == 3 else "none",
            instructor_ids=[[511], [512], [513]][place % 3],
            every_minutes=minutes,
        )
        for place, (title, category, description) in enumerate(_KINDS)
        for step, minutes in enumerate(_LENGTHS)
    ]
    return [
        *regular,
        Appointment(1210300901, "Weigh-in", 10, "Check-up", "Step on, step off.", room="Scales", listed_minutes=0),
        Appointment(
            1210300902, "Trial Session", 60, "Training", "For guests.", room="Studio floor", listed_minutes=45,
        ),
        Appointment(
            1210300903, "Infrared Cabin", 30, "Recovery", "Warmth for the back.", equipment="Infrared cabin",
            every_minutes=30, odd=["lists_taken"],
        ),
        Appointment(1210300904, "Altitude Room", 45, "Training", "Thin air.", room="Altitude room", blocked=True),
    ]  # fmt: skip


def ost() -> list[Appointment]:
    night, day = [521, 522], [523]
    return [
        Appointment(1210400001, "Night Coaching", 30, "Training", "Any hour, any night.", "fresh", instructor_ids=night,
                    every_minutes=30),
        Appointment(1210400002, "Personal Training", 60, "Training", "One to one.", "fresh", instructor_ids=night),
        Appointment(1210400003, "Hydrojet", 15, "Recovery", "Water massage, fully dressed.", "fresh",
                    equipment="Hydrojet", every_minutes=15),
        Appointment(1210400004, "Recovery Boots", 30, "Recovery", "Compression for tired legs.", "fresh",
                    equipment="Boots", every_minutes=30),
        Appointment(1210400005, "Induction", 60, "Check-up", "How everything works here.", "none", instructor_ids=day),
        Appointment(1210400006, "Physio Consultation", 45, "Health", "With our physiotherapist.", "fresh",
                    instructor_ids=day, every_minutes=60, needs_confirmation=True),
    ]  # fmt: skip


def lisboa() -> list[Appointment]:
    """Ids equal to some of hafen's: an appointment id, too, is only the tenant's own."""
    return [
        Appointment(1210206001, "Pulse Coaching", 50, "Coaching", "Fifty minutes by the river.", "fresh",
                    instructor_ids=[501, 502]),
        Appointment(1210206002, "Pilates Reformer", 55, "Pilates", "Springs, straps, control.", "fresh",
                    instructor_ids=[502], equipment="Reformer"),
        Appointment(1210206003, "Posture Check", 30, "Check-up", "Seen from all sides.", "none", instructor_ids=[501],
                    every_minutes=30),
        Appointment(1210206004, "Ice Bath", 20, "Recovery", "Short and cold.", "fresh", equipment="Ice bath",
                    every_minutes=20),
    ]  # fmt: skip
