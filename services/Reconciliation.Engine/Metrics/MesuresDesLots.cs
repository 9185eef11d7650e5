using System.Diagnostics.Metrics;
using Reconciliation.Core;

namespace Reconciliation.Engine;

/// <summary>
/// What batches take, and how long lines wait until they are visible: from their publication, where the message says when that was, else
/// from their delivery to this process, to the commit after which every reader sees them. Measured once a batch, counted by line.
/// </summary>
public sealed class MesuresDesLots
{
    /// <summary>Within this time a line is to be visible.</summary>
    public static readonly TimeSpan Objectif = TimeSpan.FromSeconds(5);

    private readonly TimeProvider _horloge;
    private readonly Histogram<int> _taille;
    private readonly Histogram<double> _duree;
    private readonly Histogram<double> _attente;
    private readonly Counter<long> _visibles;

    public MesuresDesLots(IMeterFactory fabrique, TimeProvider horloge)
    {
        _horloge = horloge;
        var compteur = fabrique.Create(Mesures.Nom);
        _taille = compteur.CreateHistogram(
            "reconciliation.lot.messages", "{message}", "Messages of a batch.", tags: null,
            new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 5, 10, 20, 50, 100, 200, 300, 400, 500] });
        _duree = compteur.CreateHistogram(
            "reconciliation.lot.duree", "s", "From a batch in hand to its commit.", tags: null, Mesures.Durees);
        _attente = compteur.CreateHistogram(
            "reconciliation.visibilite", "s", "From publication, else delivery, to commit: the line of each batch that waited longest.", tags: null, Mesures.Durees);
        _visibles = compteur.CreateCounter<long>(
            "reconciliation.lignes.visibles", "{ligne}", "Lines that became visible, within the objective or not; since: publication or reception.");
    }

    /// <summary>All of what one batch took from one way in is committed.</summary>
    /// <param name="entree">The queue, or <c>http</c>.</param>
    /// <param name="recuA">When the first of it was delivered to this process, as a timestamp of the clock.</param>
    /// <param name="messages">How many messages it had.</param>
    /// <param name="lignes">How many lines were accepted.</param>
    /// <param name="publiees">When those of them were published of which that is known.</param>
    public void Commis(string entree, long recuA, int messages, int lignes, IReadOnlyCollection<DateTimeOffset> publiees)
    {
        KeyValuePair<string, object?> etiquette = new("entree", entree);
        var (duree, commis) = (_horloge.GetElapsedTime(recuA), _horloge.GetUtcNow());
        _taille.Record(messages, etiquette);
        _duree.Record(duree.TotalSeconds, etiquette);
        if (lignes == 0)
        {
            return;
        }

        var aTemps = publiees.Count(p => commis - p <= Objectif);
        Compter(aTemps, "publication", "dans");
        Compter(publiees.Count - aTemps, "publication", "hors");
        Compter(lignes - publiees.Count, "reception", duree <= Objectif ? "dans" : "hors");

        // A producer's clock may be ahead of ours.
        var attente = publiees.Count == 0 ? duree : commis - publiees.Min();
        _attente.Record(Math.Max(0, attente.TotalSeconds), etiquette);
    }

    private void Compter(int lignes, string depuis, string objectif)
    {
        if (lignes > 0)
        {
            _visibles.Add(lignes, new("depuis", depuis), new("objectif", objectif));
        }
    }
}
