namespace Reconciliation.Domain;

/// <summary>The unit of a <see cref="Duration"/>.</summary>
public enum DurationUnit
{
    /// <summary>Hours that elapse, whatever the clock on the wall does.</summary>
    Hours,

    /// <summary>Days of the calendar in Europe/Paris: the same wall-clock time, so many days later.</summary>
    Days,
}

/// <summary>A length of time of the policy.</summary>
/// <param name="Value">The number of units.</param>
/// <param name="Unit">The unit.</param>
public readonly record struct Duration(int Value, DurationUnit Unit)
{
    /// <summary>So many hours.</summary>
    /// <param name="value">The number of hours.</param>
    public static Duration Hours(int value) => new(value, DurationUnit.Hours);

    /// <summary>So many days.</summary>
    /// <param name="value">The number of days.</param>
    public static Duration Days(int value) => new(value, DurationUnit.Days);

    /// <summary>The time that it is where each open day counts 24 hours.</summary>
    internal TimeSpan OfOpenDays => Unit switch
    {
        DurationUnit.Hours => TimeSpan.FromHours(Value),
        DurationUnit.Days => TimeSpan.FromDays(Value),
    };

    /// <summary>The length as a French text says it: « 72 heures ».</summary>
    public override string ToString() => $"{Value} {UnitLabel}";

    /// <summary>Its unit in French, which is in the plural from two on.</summary>
    private string UnitLabel => Unit switch
    {
        DurationUnit.Hours => Value < 2 ? "heure" : "heures",
        DurationUnit.Days => Value < 2 ? "jour" : "jours",
    };
}

/// <summary>The window in which a missing part is expected, counted from its origin.</summary>
/// <param name="Start">The time from the origin to the start of the window.</param>
/// <param name="End">The time from the origin to the end of the window.</param>
public sealed record Fenetre(Duration Start, Duration End)
{
    /// <summary>The window as a French text says it: « 48 à 72 heures ».</summary>
    public override string ToString() => Start.Unit == End.Unit ? $"{Start.Value} à {End}" : $"{Start} à {End}";
}

/// <summary>The days that count towards a delay.</summary>
public enum DayCount
{
    /// <summary>Every day.</summary>
    Calendaire,

    /// <summary>Not week-ends and TARGET closing days.</summary>
    OuvreTarget,

    /// <summary>Not week-ends and French public holidays of a zone.</summary>
    OuvreFrance,
}

/// <summary>The policy of delays from a day on.</summary>
/// <param name="AppliesFrom">The first day, in Europe/Paris, on which a delay that begins is counted by this policy.</param>
/// <param name="CarteVitale">The window with the carte Vitale.</param>
/// <param name="FeuilleDeSoins">The window with a paper feuille de soins.</param>
/// <param name="Decompte">The days that count.</param>
/// <param name="Zone">The zone of <see cref="DayCount.OuvreFrance"/>.</param>
/// <param name="AnormalThreshold">The time past the window after which a late soin becomes <c>anormal</c>; null: never.</param>
public sealed record DelaiPolicy(
    DateOnly AppliesFrom,
    Fenetre CarteVitale,
    Fenetre FeuilleDeSoins,
    DayCount Decompte = DayCount.Calendaire,
    Zone Zone = Zone.Metropole,
    Duration? AnormalThreshold = null)
{
    /// <summary>
    /// The policy that MGEN told its members in November 2025: 48 to 72 hours with the carte Vitale; on paper 5 to 30 days. These figures
    /// stand here only: settings and texts take them from here. It has no first day, so that another figure judges the past anew.
    /// </summary>
    public static DelaiPolicy Initial { get; } = new(
        DateOnly.MinValue,
        new(Duration.Hours(48), Duration.Hours(72)),
        new(Duration.Days(5), Duration.Days(30)));

    /// <summary>The window of a channel.</summary>
    /// <param name="canal">The way in which the care was declared.</param>
    public Fenetre FenetreOf(Canal canal) => canal switch
    {
        Canal.CarteVitale => CarteVitale,
        Canal.FeuilleDeSoins => FeuilleDeSoins,
    };
}

/// <summary>The instants between which a missing part is expected.</summary>
/// <param name="From">The start.</param>
/// <param name="Until">The end, included: late is after it.</param>
/// <param name="AnormalAfter">The instant after which a late soin is <c>anormal</c>; null: never.</param>
public sealed record ExpectedWindow(DateTimeOffset From, DateTimeOffset Until, DateTimeOffset? AnormalAfter)
{
    /// <summary>The last day, in Europe/Paris, on which the part is in time.</summary>
    public DateOnly LastDay => Paris.Day(Until.AddTicks(-1));

    /// <summary>Whether a payment made on a day is in time: the day begins before the window ends.</summary>
    /// <param name="payeLe">The day of payment.</param>
    public bool IsInTime(DateOnly payeLe) => Paris.StartOfDay(payeLe) < Until;
}

/// <summary>When a missing part is expected: the policies, each from its date on, so that a change does not rewrite the past.</summary>
public sealed class DelaiAttendu
{
    private readonly IReadOnlyList<DelaiPolicy> _policies;

    /// <summary>Takes the policies.</summary>
    /// <param name="policies">At least one, in any order.</param>
    /// <exception cref="ArgumentException">There is none, or two apply from the same day.</exception>
    public DelaiAttendu(params IEnumerable<DelaiPolicy> policies)
    {
        _policies = [.. policies.OrderBy(p => p.AppliesFrom)];
        if (_policies.Count == 0 || _policies.DistinctBy(p => p.AppliesFrom).Count() < _policies.Count)
        {
            throw new ArgumentException("Give at least one policy, and one at most from a given day.", nameof(policies));
        }
    }

    /// <summary>The policy by which a delay is counted that begins on a day. Before the first policy, the first applies.</summary>
    /// <param name="day">The day, in Europe/Paris.</param>
    public DelaiPolicy PolicyOf(DateOnly day) => _policies.LastOrDefault(p => p.AppliesFrom <= day) ?? _policies[0];

    /// <summary>The window counted from an instant. Before the first policy, the first applies.</summary>
    /// <param name="origin">The instant from which the delay is counted.</param>
    /// <param name="canal">The way in which the care was declared.</param>
    public ExpectedWindow Compute(DateTimeOffset origin, Canal canal)
    {
        var policy = PolicyOf(Paris.Day(origin));
        var fenetre = policy.FenetreOf(canal);
        var end = Add(origin, fenetre.End, policy);
        return new(
            Add(origin, fenetre.Start, policy),
            end,
            policy.AnormalThreshold is { } threshold ? Add(end, threshold, policy) : null);
    }

    private static DateTimeOffset Add(DateTimeOffset origin, Duration duration, DelaiPolicy policy) => policy.Decompte switch
    {
        DayCount.Calendaire => AddDays(origin, duration),
        DayCount.OuvreTarget => AddBusinessDays(origin, duration, JoursNonOuvres.IsTargetClosed),
        DayCount.OuvreFrance => AddBusinessDays(origin, duration, day => JoursNonOuvres.IsDayOff(day, policy.Zone)),
    };

    private static DateTimeOffset AddDays(DateTimeOffset origin, Duration duration) => duration.Unit switch
    {
        DurationUnit.Hours => origin.ToUniversalTime().AddHours(duration.Value),
        DurationUnit.Days => Paris.Instant(Paris.LocalTime(origin).AddDays(duration.Value)),
    };

    // The clock on the wall runs on open days only; a closed day is skipped whole, and each open day counts 24 hours.
    private static DateTimeOffset AddBusinessDays(DateTimeOffset origin, Duration duration, Func<DateOnly, bool> isClosed)
    {
        var hour = Paris.LocalTime(origin);
        var rest = duration.OfOpenDays;
        while (true)
        {
            var tomorrow = hour.Date.AddDays(1);
            var open = isClosed(DateOnly.FromDateTime(hour)) ? TimeSpan.Zero : tomorrow - hour;
            if (open > TimeSpan.Zero && rest <= open)
            {
                return Paris.Instant(hour + rest);
            }

            rest -= open;
            hour = tomorrow;
        }
    }
}
