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
    public void Deposited(IReadOnlyCollection<RefusedMessage> refusal)
    {
        foreach (var group in refusal.CountBy(r => (r.Part, r.Rejections[0].Regle, Source: _sources.LabelOf(PaymentReader.Source(r.Body)))))
        {
            _messages.Add(
                group.Value,
                new KeyValuePair<string, object?>("regle", group.Key.Regle),
                new KeyValuePair<string, object?>("part", group.Key.Part.Code),
                new KeyValuePair<string, object?>("source", group.Key.Source));
        }
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
