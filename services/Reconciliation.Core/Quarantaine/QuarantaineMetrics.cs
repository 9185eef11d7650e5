using System.Diagnostics.Metrics;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>The metrics of messages that went into quarantine, by every way in, and of those that are open there.</summary>
public sealed class QuarantaineMetrics
{
    private readonly KnownSources _sources;
    private readonly Counter<long> _messages;
    private readonly Counter<long> _replays;
    private readonly Counter<long> _putOff;
    private volatile IReadOnlyDictionary<Part, long> _open = new Dictionary<Part, long>();

    public QuarantaineMetrics(IMeterFactory factory, KnownSources sources)
    {
        _sources = sources;
        var meter = factory.Create("Reconciliation.Quarantaine");
        _messages = meter.CreateCounter<long>(
            "reconciliation.quarantaine", "{message}", "Messages put into quarantine, by first rule, part and source.");
        _replays =
            meter.CreateCounter<long>("reconciliation.quarantaine.rejeux", "{message}", "Messages replayed from quarantine, by outcome.");
        _putOff = meter.CreateCounter<long>(
            "reconciliation.quarantaine.differees", "{message}", "Refused messages that the broker keeps until their sender has room.");
        meter.CreateObservableGauge(
            "reconciliation.quarantaine.ouvertes",
            () => _open.Select(p => new Measurement<long>(p.Value, new KeyValuePair<string, object?>("part", p.Key.Code))),
            "{message}",
            "Messages in quarantine that nobody has settled, by part; given by one engine.");
    }

    /// <summary>Notes the sources of accepted lines: the refused messages of these sources can then be counted by source.</summary>
    /// <param name="lignes">The lines.</param>
    public void NoteAccepted(IEnumerable<ReceivedLigne> lignes)
    {
        foreach (var ligne in lignes)
        {
            _sources.LabelOfAccepted(ligne.Ligne.Id.Source);
        }
    }

    /// <summary>Counts messages that were kept.</summary>
    /// <param name="refusal">The messages.</param>
    /// <returns>The same, by what they are labelled with.</returns>
    public IReadOnlyList<RefusedGroup> Deposited(IReadOnlyCollection<RefusedMessage> refusal)
    {
        RefusedGroup[] groups =
        [
            .. refusal.CountBy(r => (_sources.LabelOf(PaymentReader.Source(r.Body)), r.Part.Code, r.Rejections[0].Regle))
                .Select(g => new RefusedGroup(g.Key.Item1, g.Key.Code, g.Key.Regle, g.Value)),
        ];
        foreach (var group in groups)
        {
            _messages.Add(
                group.Count,
                new KeyValuePair<string, object?>("regle", group.Regle),
                new KeyValuePair<string, object?>("part", group.Part),
                new KeyValuePair<string, object?>("source", group.Source));
        }

        return groups;
    }

    /// <summary>Counts messages that stay with the broker, for want of room in quarantine.</summary>
    /// <param name="count">How many.</param>
    public void PutOff(int count) => _putOff.Add(count);

    /// <summary>Counts replays.</summary>
    /// <param name="issue">Their outcome.</param>
    /// <param name="count">How many.</param>
    public void Replayed(ReplayOutcome issue, int count = 1) =>
        _replays.Add(count, new KeyValuePair<string, object?>("issue", Label(issue)));

    /// <summary>Says how many messages are open.</summary>
    /// <param name="byPart">By part.</param>
    public void Open(IReadOnlyDictionary<Part, long> byPart) => _open = byPart;

    // The words of the label never change: dashboards and alerts ask for them.
    private static string Label(ReplayOutcome outcome) => outcome switch
    {
        ReplayOutcome.Done => "Fait",
        ReplayOutcome.RefusedAgain => "Refuse",
        ReplayOutcome.Unknown => "Inconnu",
        ReplayOutcome.AlreadyReplayed => "DejaRejoue",
        ReplayOutcome.Stale => "Perime",
        ReplayOutcome.InvalidMotif => "MotifInvalide",
    };
}

/// <summary>Refused messages of one source, one part and one first rule.</summary>
/// <param name="Source">The label of the source.</param>
/// <param name="Part">The code of the part.</param>
/// <param name="Regle">The rule.</param>
/// <param name="Count">How many.</param>
public sealed record RefusedGroup(string Source, string Part, string Regle, int Count);
