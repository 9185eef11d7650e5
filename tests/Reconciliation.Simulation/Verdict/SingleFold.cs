using System.Text;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Simulation.Upstream;
using Reconciliation.Storage;

namespace Reconciliation.Simulation.Verdict;

/// <summary>
/// Every view as one fold makes it: all lines at once, one thread, in memory, nothing between. Uses the domain, so it proves that no order,
/// duplicate, restart or clock changed anything, and not that pairing is right.
/// </summary>
internal static class SingleFold
{
    public static void Check(Findings findings, PaymentStream sent, Observed observed, DateTimeOffset now)
    {
        var (soins, unattached) = All(sent, now);
        var expected = soins.Select(s => Neutral(s.View, s.Echeance)).ToList();
        var stored = observed.Soins.Where(s => !Conservation.IsEmptied(s.View)).Select(s => Neutral(s.View, s.Echeance)).ToList();
        findings.Add("every view that one fold of all lines makes is stored, with its deadline", Without(expected, stored));
        findings.Add("no other view is stored", Without(stored, expected));
        findings.Add(
            "the unattached lines are those of one fold of all lines",
            unattached.Except(observed.Unattached.Select(u => u.Name)).Select(u => $"{u} is missing")
                .Concat(observed.Unattached.Select(u => u.Name).Except(unattached).Select(u => $"{u} is too much")));
        findings.Add(
            "nothing is overdue",
            observed.Soins.Where(s => s.Echeance < now).Select(s => FormattableString.Invariant($"{s.View.SoinId} since {s.Echeance:u}")));
    }

    /// <summary>The views and the unattached lines of everything that was sent.</summary>
    public static (IReadOnlyList<(Contracts.Vue View, DateTimeOffset? Echeance, Soin Soin)> Soins, IReadOnlyList<string> Unattached) All(
        PaymentStream sent, DateTimeOffset now)
    {
        var today = Paris.Day(now);
        var lines = sent.Messages.Where(m => m.Record is not null)
            .Select(m => (Part: m.Record is PaiementRoEmis ? Part.Ro : Part.Complementaire, m.Body))
            .Select(m => PaymentReader.Read(m.Part, m.Body, today, PaymentStreams.Product).Ligne?.Ligne
                ?? throw new SimulationFailedException(
                    $"The stream has a record that the service must refuse: {Encoding.UTF8.GetString(m.Body)}"));
        var judge = new Jugement(new DelaiAttendu(DelaiPolicy.Initial), new MemberTexts());
        var folded = JourneeFold.Run(JourneeDeSoins.From(lines), judge, now);
        return (
            [.. folded.Soins.Select(s => (VueMapper.From(s.Vue, Guid.Empty, 0, default), s.Vue.Echeance, s.Soin))],
            [.. folded.NonRattachees.Select(l => l.Id.Canonical())]);
    }

    private static string Neutral(Contracts.Vue view, DateTimeOffset? echeance) => FormattableString.Invariant(
        $"{echeance:u} {StoredJson.Write(view with { SoinId = Guid.Empty, Version = 0, MisAJourLe = default, Epoque = null })}");

    // As multisets: two identical boxes make two identical views.
    private static IEnumerable<string> Without(List<string> these, List<string> those)
    {
        var counts = those.CountBy(t => t).ToDictionary();
        foreach (var text in these)
        {
            if (counts.GetValueOrDefault(text) is > 0 and var left)
                counts[text] = left - 1;
            else
                yield return text;
        }
    }
}
