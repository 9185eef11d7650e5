using System.Diagnostics.Metrics;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>What the one transaction and the relay count, once a batch. No label carries an id.</summary>
public sealed class Mesures
{
    /// <summary>The name of the meter.</summary>
    public const string Nom = "Reconciliation.Engine";

    /// <summary>The buckets of durations, in seconds.</summary>
    public static InstrumentAdvice<double> Durees { get; } =
        new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800] };

    private readonly TimeProvider _horloge;
    private readonly SourcesConnues _sources;
    private readonly Counter<long> _lignes;
    private readonly Counter<long> _reprises;
    private readonly Counter<long> _versions;
    private readonly Counter<long> _publiees;
    private readonly Counter<long> _sansDestinataire;
    private readonly Counter<long> _apparies;
    private readonly Histogram<int> _ecarts;
    private readonly Histogram<double> _echeances;

    public Mesures(IMeterFactory fabrique, SourcesConnues sources, TimeProvider horloge)
    {
        (_sources, _horloge) = (sources, horloge);
        var compteur = fabrique.Create(Nom);
        _lignes = compteur.CreateCounter<long>("reconciliation.lignes", "{ligne}", "Lines processed, by part, source and outcome.");
        _reprises = compteur.CreateCounter<long>("reconciliation.reprises", "{tentative}", "Attempts at batches that failed and are made again, by cause.");
        _versions = compteur.CreateCounter<long>("reconciliation.versions", "{version}", "Versions of views written, by situation.");
        _publiees = compteur.CreateCounter<long>("reconciliation.publications", "{message}", "Versions published by the relay.");
        _sansDestinataire = compteur.CreateCounter<long>("reconciliation.publications.sans_destinataire", "{message}", "Versions that no queue took.");
        _apparies = compteur.CreateCounter<long>(
            "reconciliation.soins.apparies", "{soin}", "Soins that got their second part, by the part received first, channel and punctuality.");
        _ecarts = compteur.CreateHistogram(
            "reconciliation.soins.ecart", "d", "Days between the payments of both parts, when the second comes, by which was paid first.", tags: null,
            new InstrumentAdvice<int> { HistogramBucketBoundaries = [0, 1, 2, 3, 4, 5, 7, 10, 14, 21, 30, 60] });
        _echeances = compteur.CreateHistogram(
            "reconciliation.echeances.delai", "s", "How long after its deadline a soin was judged.", tags: null, Durees);
    }

    /// <summary>A transaction is committed.</summary>
    /// <param name="receptions">What came of each source.</param>
    /// <param name="changements">What it changed.</param>
    public void Commis(IReadOnlyList<ReceptionNotee> receptions, Changements changements)
    {
        foreach (var ((part, source, nombre), nouvelles, _) in receptions)
        {
            KeyValuePair<string, object?> etiquettePart = new("part", SourcesConnues.Nom(part)), etiquetteSource = new("source", _sources.Retenir(source));
            _lignes.Add(nouvelles, new("issue", "nouvelle"), etiquettePart, etiquetteSource);
            _lignes.Add(nombre - nouvelles, new("issue", "doublon"), etiquettePart, etiquetteSource);
        }

        foreach (var situation in changements.Soins.Where(s => s.Entree is not null).CountBy(s => s.Situation))
        {
            _versions.Add(situation.Value, new KeyValuePair<string, object?>("situation", situation.Key.ToString()));
        }

        Soins(changements);
    }

    public void Reprise(bool conflit) => _reprises.Add(1, new KeyValuePair<string, object?>("cause", conflit ? "conflit" : "panne"));

    public void Publiees(int messages) => _publiees.Add(messages);

    public void SansDestinataire(int messages) => _sansDestinataire.Add(messages);

    private void Soins(Changements changements)
    {
        var maintenant = _horloge.GetUtcNow();
        foreach (var soin in changements.Soins)
        {
            if (soin.Echue is { } echeance)
            {
                _echeances.Record(Math.Max(0, (maintenant - echeance).TotalSeconds));
            }

            if (soin is { Apparie: { } premiere, Mesures: { EcartJours: { } jours, Ponctualite: { } ponctualite } })
            {
                _ecarts.Record(Math.Abs(jours), new KeyValuePair<string, object?>("ordre", Ordre(jours)));
                var (canal, delai) = Comptes.CanalEtDelai(ponctualite);
                _apparies.Add(1, new("premiere", Premiere(premiere)), new("canal", canal), new("delai", delai));
            }
        }
    }

    private static string Ordre(int jours) => jours switch
    {
        > 0 => "roPuisComplementaire",
        < 0 => "complementairePuisRo",
        _ => "memeJour",
    };

    private static string Premiere(PremiereRecue premiere) => premiere switch
    {
        PremiereRecue.Ro => "ro",
        PremiereRecue.Complementaire => "complementaire",
        _ => "ensemble",
    };
}
