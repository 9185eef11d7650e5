using Reconciliation.Contracts;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>The period of a synthèse.</summary>
/// <param name="FromDay">The first day of care.</param>
/// <param name="ToDay">The last day of care.</param>
public readonly record struct SynthesePeriod(DateOnly FromDay, DateOnly ToDay)
{
    /// <summary>The rule that the period breaks, in words; null: none.</summary>
    public string? BrokenRule =>
        ToDay < FromDay ? "le premier jour ne vient pas après le dernier."
        : FromDay < FirstDay(ToDay, Limites.SyntheseMoisMax) ? $"la période ne dépasse pas {Limites.SyntheseMoisMax} mois."
        : null;

    // The first day of a period of so many months that ends on a day; the calendar has a first day, too.
    internal static DateOnly FirstDay(DateOnly toDay, int months) =>
        toDay.DayNumber < 366 * (months / 12 + 1) ? DateOnly.MinValue : toDay.AddMonths(-months).AddDays(1);
}

/// <summary>Reads the sums of a member's soins.</summary>
/// <param name="reads">Adds up.</param>
/// <param name="disclosure">The door.</param>
/// <param name="clock">The clock.</param>
public sealed class ReadSynthese(MemberReads reads, Disclosure disclosure, TimeProvider clock)
{
    private const string Action = AccessActions.ReadSynthese;

    /// <summary>The period that is meant: it ends today and has the usual length unless its days are given.</summary>
    /// <param name="fromDay">The first day of care, if it was given.</param>
    /// <param name="toDay">The last day of care, if it was given.</param>
    public SynthesePeriod PeriodOf(DateOnly? fromDay, DateOnly? toDay)
    {
        var last = toDay ?? Paris.Day(clock.GetUtcNow());
        return new(fromDay ?? SynthesePeriod.FirstDay(last, Limites.SyntheseMoisParDefaut), last);
    }

    /// <param name="caller">The caller.</param>
    /// <param name="adherentId">The member.</param>
    /// <param name="period">The period, which breaks no rule.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Disclosed<Synthese>> ReadAsync(
        Caller caller, string adherentId, SynthesePeriod period, CancellationToken cancellationToken)
    {
        if (period.BrokenRule is { } rule)
        {
            throw new ArgumentOutOfRangeException(nameof(period), rule);
        }

        var synthese = await reads.Syntheses.ReadAsync(adherentId, period.FromDay, period.ToDay, cancellationToken);
        return await disclosure.HandOutAsync(caller, Action, [adherentId], null, synthese, cancellationToken);
    }
}
