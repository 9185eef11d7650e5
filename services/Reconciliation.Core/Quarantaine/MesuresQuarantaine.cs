using System.Diagnostics.Metrics;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>What went into quarantine and what is open there, for every way in.</summary>
public sealed class MesuresQuarantaine
{
    private readonly SourcesConnues _sources;
    private readonly Counter<long> _messages;
    private readonly Counter<long> _rejeux;
    private volatile IReadOnlyDictionary<Contracts.PartDeLigne, long> _ouvertes = new Dictionary<Contracts.PartDeLigne, long>();

    public MesuresQuarantaine(IMeterFactory fabrique, SourcesConnues sources)
    {
        _sources = sources;
        var compteur = fabrique.Create("Reconciliation.Quarantaine");
        _messages = compteur.CreateCounter<long>("reconciliation.quarantaine", "{message}", "Messages put into quarantine, by first rule, part and source.");
        _rejeux = compteur.CreateCounter<long>("reconciliation.quarantaine.rejeux", "{message}", "Messages replayed from quarantine, by outcome.");
        compteur.CreateObservableGauge(
            "reconciliation.quarantaine.ouvertes",
            () => _ouvertes.Select(p => new Measurement<long>(p.Value, new KeyValuePair<string, object?>("part", SourcesConnues.Nom((Part)p.Key)))),
            "{message}",
            "Messages in quarantine that nobody has settled, by part; given by one engine.");
    }

    /// <summary>Notes whose lines are accepted: what else these sources send can then be told by its source.</summary>
    /// <param name="lignes">The lines.</param>
    public void Acceptees(IEnumerable<LigneRecue> lignes)
    {
        foreach (var ligne in lignes)
        {
            _sources.Retenir(ligne.Ligne.Id.Source);
        }
    }

    /// <summary>Counts messages that were kept.</summary>
    /// <param name="refus">The messages.</param>
    public void Deposes(IReadOnlyCollection<Refus> refus)
    {
        foreach (var groupe in refus.CountBy(r => (r.Part, r.Rejets[0].Regle, Source: _sources.Trouver(Reception.Source(r.Corps)))))
        {
            _messages.Add(
                groupe.Value,
                new KeyValuePair<string, object?>("regle", groupe.Key.Regle),
                new KeyValuePair<string, object?>("part", SourcesConnues.Nom(groupe.Key.Part)),
                new KeyValuePair<string, object?>("source", groupe.Key.Source));
        }
    }

    /// <summary>Counts a replay.</summary>
    /// <param name="issue">What came of it.</param>
    public void Rejoue(IssueDeRejeu issue) => _rejeux.Add(1, new KeyValuePair<string, object?>("issue", issue.ToString()));

    /// <summary>Says how many messages are open.</summary>
    /// <param name="parPart">By part.</param>
    public void Ouvertes(IReadOnlyDictionary<Contracts.PartDeLigne, long> parPart) => _ouvertes = parPart;
}
