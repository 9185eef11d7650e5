using System.Diagnostics.Metrics;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Hosting;
using Reconciliation.Storage;
using Part = Reconciliation.Domain.Part;
using Situation = Reconciliation.Domain.Situation;

namespace Reconciliation.Engine;

/// <summary>The state of the whole, as the engine that reads it last saw it; nothing in every other. Ages grow between two readings.</summary>
public sealed class Jauges
{
    /// <summary>The classes of age of late soins: from the end of their window on.</summary>
    public static readonly IReadOnlyList<(string Nom, TimeSpan Depuis)> Ages =
        [("0-2 j", TimeSpan.Zero), ("2-7 j", TimeSpan.FromDays(2)), ("7-30 j", TimeSpan.FromDays(7)), ("30 j et plus", TimeSpan.FromDays(30))];

    private static readonly string[] Postes = [Compteurs.Lignes, Compteurs.Vues, Compteurs.NonRattachees, Compteurs.Remplacees];

    private static readonly string[] Canaux = ["carteVitale", "feuilleDeSoins"];
    private static readonly string[] Delais = ["dans", "hors"];

    private readonly MesuresQuarantaine _quarantaine;
    private readonly SourcesConnues _sources;
    private readonly TimeProvider _horloge;

    public Jauges(IMeterFactory fabrique, MesuresQuarantaine quarantaine, SourcesConnues sources, TimeProvider horloge)
    {
        (_quarantaine, _sources, _horloge) = (quarantaine, sources, horloge);
        var compteur = fabrique.Create("Reconciliation.Etat");
        compteur.CreateObservableGauge("reconciliation.soins", LireSituations, "{soin}", "Soins by situation, all of them.");
        compteur.CreateObservableGauge(
            "reconciliation.soins.ponctualite", LirePonctualite, "{soin}", "Soins of the last 90 days of care with both parts, by channel and whether in time.");
        compteur.CreateObservableGauge("reconciliation.soins.en_retard", LireRetards, "{soin}", "Late soins by missing part and age.");
        compteur.CreateObservableGauge(
            "reconciliation.soins.plus_ancien", LireAnciens, "s", "Age of the oldest soin of each situation that needs a person; 0: none.");
        compteur.CreateObservableGauge(
            "reconciliation.quarantaine.plus_ancienne", () => Age(a => a.Quarantaine), "s", "Age of the oldest open message in quarantine; 0: none.");
        compteur.CreateObservableGauge(
            "reconciliation.echeances.retard", () => Age(a => a.Echeance), "s", "How long the oldest deadline that nobody has judged is past; 0: none.");
        compteur.CreateObservableGauge(
            "reconciliation.journal.retard", () => Age(a => a.Journal), "s", "Age of the oldest version that readers may not read yet; 0: none.");
        compteur.CreateObservableGauge(
            "reconciliation.sources.derniere_ligne.timestamp", LireDernieres, "s", "When the last line of each source was received, in seconds since 1970.");
        compteur.CreateObservableGauge("reconciliation.controle.centimes", LireControle, "{centime}", "Control totals: where the money of all lines is.");
        compteur.CreateObservableGauge("reconciliation.controle.ecart.centimes", LireEcart, "{centime}", "What of all lines is nowhere; anything but 0 is a defect.");
    }

    internal IReadOnlyList<Compte>? Situations { get; set; }

    internal IReadOnlyList<Compte>? Ponctualite { get; set; }

    internal IReadOnlyList<Compte>? Controle { get; set; }

    internal Attentes? Attentes { get; set; }

    internal IReadOnlyList<DerniereLigne>? Dernieres { get; set; }

    internal IReadOnlyList<Retard>? Retards { get; set; }

    internal void Ouvertes(IReadOnlyDictionary<PartDeLigne, long>? parPart) => _quarantaine.Ouvertes(parPart ?? new Dictionary<PartDeLigne, long>());

    /// <summary>This engine reads no more.</summary>
    internal void Oublier()
    {
        (Situations, Ponctualite, Controle, Attentes, Dernieres, Retards) = (null, null, null, null, null, null);
        Ouvertes(null);
    }

    private IEnumerable<Measurement<long>> LireSituations() => Situations is not { } comptes ? []
        : Enum.GetValues<Situation>().Select(s => Mesure(Total(comptes, s.ToString()), ("situation", s.ToString())));

    private IEnumerable<Measurement<long>> LirePonctualite() => Ponctualite is not { } comptes ? []
        : from canal in Canaux
          from delai in Delais
          select Mesure(Total(comptes, $"{canal}/{delai}"), ("canal", canal), ("delai", delai));

    private IEnumerable<Measurement<long>> LireRetards() => Retards is not { } retards ? []
        : from part in Enum.GetValues<Part>()
          from age in Enumerable.Range(0, Ages.Count)
          select Mesure(retards.Where(r => r.Part == part && r.Age == age).Sum(r => r.Nombre), ("part", SourcesConnues.Nom(part)), ("age", Ages[age].Nom));

    private IEnumerable<Measurement<double>> LireAnciens() => Attentes is not { } attentes ? []
        : ListesDeTravail.Situations.Select(s => Mesure(
            attentes.Soins.TryGetValue(s, out var depuis) ? Secondes(depuis) : 0, ("situation", s.ToString())));

    private IEnumerable<Measurement<double>> LireDernieres() => Dernieres is not { } dernieres ? []
        : dernieres.GroupBy(d => (d.Part, Source: _sources.Retenir(d.Source)))
            .Select(g => Mesure(
                g.Max(d => d.RecueLe).ToUnixTimeMilliseconds() / 1000d, ("part", SourcesConnues.Nom(g.Key.Part)), ("source", g.Key.Source)));

    private IEnumerable<Measurement<long>> LireControle() => Controle is not { } comptes ? []
        : Postes.Select(p => Mesure(Total(comptes, p), ("poste", p)));

    private IEnumerable<Measurement<long>> LireEcart() => Controle is not { } comptes ? []
        : [Mesure(Total(comptes, Compteurs.Lignes) - Postes.Skip(1).Sum(p => Total(comptes, p)))];

    private IEnumerable<Measurement<double>> Age(Func<Attentes, DateTimeOffset?> depuis) => Attentes is not { } attentes ? []
        : [Mesure(depuis(attentes) is { } instant ? Secondes(instant) : 0)];

    private double Secondes(DateTimeOffset depuis) => Math.Max(0, (_horloge.GetUtcNow() - depuis).TotalSeconds);

    private static long Total(IReadOnlyList<Compte> comptes, string cle) => comptes.Where(c => c.Cle == cle).Sum(c => c.Valeur);

    private static Measurement<T> Mesure<T>(T valeur, params ReadOnlySpan<(string Nom, string Valeur)> etiquettes)
        where T : struct
    {
        var paires = new KeyValuePair<string, object?>[etiquettes.Length];
        for (var i = 0; i < etiquettes.Length; i++)
        {
            paires[i] = new(etiquettes[i].Nom, etiquettes[i].Valeur);
        }

        return new(valeur, paires);
    }
}
