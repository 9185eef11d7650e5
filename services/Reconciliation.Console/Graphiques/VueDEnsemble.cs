using System.Globalization;
using Npgsql;
using Reconciliation.ConsoleWeb.Pages;
using Reconciliation.ConsoleWeb.Textes;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.ConsoleWeb.Graphiques;

/// <summary>What a team leader looks at: each chart from counters, none from all soins.</summary>
/// <param name="source">The database.</param>
/// <param name="horloge">The clock.</param>
internal sealed class VueDEnsemble(NpgsqlDataSource source, TimeProvider horloge)
{
    /// <summary>How many hours of arrivals are shown.</summary>
    public const int Heures = 48;

    /// <summary>How many days of care the delays are about.</summary>
    public const int Jours = 90;

    /// <summary>Gaps of more days than this, either way, are shown together.</summary>
    public const int EcartMax = 10;

    private static readonly string[] Parts = ["ro", "complementaire"];

    public async Task<IReadOnlyList<Graphique>> LireAsync(CancellationToken cancellationToken)
    {
        var maintenant = horloge.GetUtcNow();
        var depuis = Paris.Debut(Paris.Jour(maintenant).AddDays(-Jours));
        return
        [
            Situations(await Compteurs.LireAsync(source, Compteurs.Situation, null, cancellationToken)),
            Ponctualite(await Compteurs.LireAsync(source, Compteurs.Ponctualite, depuis, cancellationToken)),
            Ecarts(await Compteurs.LireAsync(source, Compteurs.Ecart, depuis, cancellationToken)),
            Arrivees(await Compteurs.LireAsync(source, Compteurs.Arrivee, Compteurs.Heure(maintenant).AddHours(1 - Heures), cancellationToken), maintenant),
            ATraiter(await Compteurs.ParAgeAsync(source, Compteurs.ATraiter, Age.Bornes(maintenant), cancellationToken)),
            Raisons(await Compteurs.ParAgeAsync(source, Compteurs.QuarantaineParRegle, [], cancellationToken)),
        ];
    }

    private static Graphique Situations(IReadOnlyList<Compte> comptes) => new(
        "situations", "Soins par situation",
        "Tous les soins connus. « En retard », « Écart », « À rapprocher » et « Contesté » demandent quelqu'un.",
        "Situation", ["Soins"],
        [.. Enum.GetValues<Contracts.Situation>().Reverse().Select(s => new Rang(
            Libelles.De(s), [comptes.Where(c => c.Cle == s.ToString()).Sum(c => c.Valeur)], Liste.De((Situation)s)?.Adresse))],
        Dessin.Barres);

    private static Graphique Ponctualite(IReadOnlyList<Compte> comptes) => new(
        "delais", "Seconde part dans les délais, par canal",
        $"Soins des {Jours} derniers jours dont les deux parts sont arrivées. Avec la carte Vitale, le délai annoncé est de 48 à 72 heures ; avec une feuille de soins il varie.",
        "Canal", ["Dans les délais", "Hors délais"],
        [.. new[] { ("carteVitale", "Carte Vitale"), ("feuilleDeSoins", "Feuille de soins") }.Select(c => new Rang(
            c.Item2 + Part(comptes, c.Item1), [Total(comptes, c.Item1 + "/dans"), Total(comptes, c.Item1 + "/hors")]))],
        Dessin.Barres);

    private static Graphique Ecarts(IReadOnlyList<Compte> comptes)
    {
        var jours = comptes.Select(c => (Jours: int.Parse(c.Cle, CultureInfo.InvariantCulture), c.Valeur)).ToList();
        return new(
            "ecarts", "Jours entre les deux paiements",
            "De la part de l'assurance maladie à celle de la complémentaire ; à gauche de 0 et hachuré : la complémentaire a payé d'abord, ce qui est normal.",
            "Jours", ["Soins"],
            [.. Enumerable.Range(-EcartMax, (2 * EcartMax) + 1).Select(e => new Rang(
                Signe(e), [jours.Where(j => Math.Clamp(j.Jours, -EcartMax, EcartMax) == e).Sum(j => j.Valeur)], Trame: e < 0))],
            Dessin.Colonnes);
    }

    private static Graphique Arrivees(IReadOnlyList<Compte> comptes, DateTimeOffset maintenant)
    {
        var premiere = Compteurs.Heure(maintenant).AddHours(1 - Heures);
        return new(
            "arrivees", $"Lignes reçues par heure, {Heures} dernières heures",
            "Une part qui n'arrive plus pendant que l'autre arrive : le système qui l'envoie est peut-être arrêté.",
            "Heure", ["Assurance maladie", "Complémentaire"],
            [.. Enumerable.Range(0, Heures).Select(h => premiere.AddHours(h)).Select(h => new Rang(
                $"{Paris.Heure(h).Hour} h",
                [.. Parts.Select(p => comptes.Where(c => c.Cle == p && c.Periode == h).Sum(c => c.Valeur))]))],
            Dessin.Colonnes);
    }

    private static Graphique ATraiter(IReadOnlyDictionary<string, IReadOnlyList<long>> ages) => new(
        "anciennete", "Soins à traiter, par ancienneté",
        "Depuis quand le soin demande quelqu'un : en retard, en écart, à rapprocher ou contesté.",
        "Ancienneté", ["Soins"], [.. Age.Tranches.Select((nom, t) => new Rang(nom, [ages.Values.Sum(a => a[t])]))], Dessin.Barres);

    private static Graphique Raisons(IReadOnlyDictionary<string, IReadOnlyList<long>> regles) => new(
        "quarantaine", "Messages en quarantaine, par raison",
        "Une raison qui revient souvent : la source a changé quelque chose sans le dire.",
        "Raison", ["Messages"],
        [
            .. regles.Select(r => (Regle: r.Key, Nombre: r.Value.Sum())).OrderByDescending(r => r.Nombre).ThenBy(r => r.Regle, StringComparer.Ordinal)
                .Select(r => new Rang(Contracts.Regle.Motifs.GetValueOrDefault(r.Regle, r.Regle), [r.Nombre], $"{QuarantaineEndpoints.Adresse}?regle={r.Regle}")),
        ],
        Dessin.Barres);

    private static string Part(IReadOnlyList<Compte> comptes, string canal)
    {
        var (dans, hors) = (Total(comptes, canal + "/dans"), Total(comptes, canal + "/hors"));
        return dans + hors == 0 ? "" : $" ({Francais.PourCent(100.0 * dans / (dans + hors))} dans les délais)";
    }

    private static long Total(IReadOnlyList<Compte> comptes, string cle) => comptes.Where(c => c.Cle == cle).Sum(c => c.Valeur);

    private static string Signe(int jours) => jours switch
    {
        -EcartMax => $"≤ −{EcartMax}",
        EcartMax => $"≥ {EcartMax}",
        < 0 => $"−{-jours}",
        _ => jours.ToString(CultureInfo.InvariantCulture),
    };
}
