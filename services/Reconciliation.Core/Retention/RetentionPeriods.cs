using Reconciliation.Domain;

namespace Reconciliation.Core;

/// <summary>
/// The retention periods, in months, from the configuration section <c>Conservation</c>. Twenty-seven months: a claim for a refund, or for
/// a sum paid too much, lapses two years after the quarter of the care, or after the payment.
/// </summary>
public sealed record RetentionPeriods
{
    /// <summary>The shortest and the longest that may be asked for.</summary>
    public const int MonthsMin = 1, MonthsMax = 240;

    /// <summary>The section.</summary>
    public const string Section = "Conservation";

    /// <summary>Journées: since the care, the last payment of it, and the last décision.</summary>
    public int SoinsMois { get; init; } = 27;

    /// <summary>Journées of which a soin still waits for somebody: contested, ambiguous, with a gap, or late.</summary>
    public int ExceptionsMois { get; init; } = 60;

    /// <summary>The record of accesses.</summary>
    public int AccesMois { get; init; } = 12;

    /// <summary>Messages in quarantine that were replayed or set aside. Open ones stay.</summary>
    public int QuarantaineMois { get; init; } = 12;

    /// <summary>Notices of erased soins, which hold nothing but their ids: a copy that has not read for so long begins anew.</summary>
    public int EffacementsMois { get; init; } = 12;

    /// <summary>The first day of care and payment that is kept.</summary>
    /// <param name="now">Now.</param>
    public DateOnly FirstDay(DateTimeOffset now) => Paris.Day(now).AddMonths(-SoinsMois);

    /// <summary>The same where a soin still waits for somebody.</summary>
    /// <param name="now">Now.</param>
    public DateOnly FirstDayOfExceptions(DateTimeOffset now) => Paris.Day(now).AddMonths(-ExceptionsMois);
}
