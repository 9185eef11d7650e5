namespace Reconciliation.Domain;

/// <summary>The days that have begun in Europe/Paris at an instant: money counts as paid from the beginning of its day.</summary>
/// <param name="now">The instant.</param>
internal readonly struct BegunDays(DateTimeOffset now)
{
    private readonly DateOnly _utcDay = DateOnly.FromDateTime(now.UtcDateTime);

    // The day in Paris is never behind that of UTC: nearly every payment is settled without asking for its time zone.
    public bool Contains(DateOnly day) => day <= _utcDay || Paris.StartOfDay(day) <= now;
}
