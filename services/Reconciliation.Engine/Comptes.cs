using System.Runtime.InteropServices;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Engine;

/// <summary>What a fold changes of what is counted: each soin leaves the classes it was in and enters those it is in now.</summary>
internal static class Comptes
{
    private static readonly string[] Parts = ["ro", "complementaire"];

    public static IReadOnlyList<Compte> De(
        EtatConnu etat, IReadOnlyDictionary<Guid, SoinStocke> connus, IReadOnlyList<SoinAEcrire> soins, DateTimeOffset maintenant)
    {
        var heure = Compteurs.Heure(maintenant);
        return Sommer(
        [
            .. etat.Ajoutees.CountBy(l => l.Ligne.Id.Part).Select(p => new Compte(Compteurs.Arrivee, Parts[(int)p.Key], heure, p.Value)),
            .. Controle(etat, connus, soins),
            .. soins.SelectMany(soin => Classes(soin.RemplacePar, soin.Situation, soin.Mesures, soin.Journee.DateSoin, 1)),
            .. soins.Select(soin => connus.GetValueOrDefault(soin.SoinId)).OfType<SoinStocke>()
                .SelectMany(connu => Classes(connu.RemplacePar, connu.Situation, connu.Mesures, connu.DateSoin, -1)),
        ]);
    }

    /// <summary>What the removal of journées changes: each soin leaves its classes, and the money of the lines the control totals.</summary>
    /// <param name="etat">What is known.</param>
    /// <param name="effacees">The journées, with all that are tied to them.</param>
    public static IReadOnlyList<Compte> DeLEffacement(EtatConnu etat, IReadOnlySet<Journee> effacees)
    {
        var soins = etat.Soins.Where(s => effacees.Contains(new(s.BeneficiaireId, s.DateSoin))).ToList();
        var lignes = etat.Lignes.Where(l => effacees.Contains(l.Ligne.Journee)).ToList();
        return Sommer(
        [
            .. soins.SelectMany(s => Classes(s.RemplacePar, s.Situation, s.Mesures, s.DateSoin, -1)),
            DuControle(Compteurs.Lignes, -lignes.Sum(l => l.Ligne.Montant.Cents)),
            DuControle(Compteurs.Remplacees, -Remplacees(lignes)),
            DuControle(Compteurs.Vues, -soins.Sum(s => s.Mesures.Paye.Cents)),
        ]);
    }

    private static Compte[] Sommer(List<Compte> changements)
    {
        var sommes = new Dictionary<(string Nom, string Cle, DateTimeOffset? Periode), long>();
        foreach (var c in changements)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(sommes, (c.Nom, c.Cle, c.Periode), out _) += c.Valeur;
        }

        return [.. sommes.Where(s => s.Value != 0).Select(s => new Compte(s.Key.Nom, s.Key.Cle, s.Key.Periode, s.Value))];
    }

    /// <summary>How a soin of two payments is counted among those that came in time or not; null for any other.</summary>
    /// <param name="vue">The soin.</param>
    public static string? Ponctualite(Vue vue) => vue.EcartJours is null
        ? null
        : $"{(vue.Canal == Canal.CarteVitale ? "carteVitale" : "feuilleDeSoins")}/{(vue.PartRo.DansLesDelais == false || vue.PartComplementaire.DansLesDelais == false ? "hors" : "dans")}";

    /// <summary>The two halves of a punctuality.</summary>
    /// <param name="ponctualite">As <see cref="Ponctualite"/> gives it.</param>
    public static (string Canal, string Delai) CanalEtDelai(string ponctualite)
    {
        var barre = ponctualite.IndexOf('/', StringComparison.Ordinal);
        return (ponctualite[..barre], ponctualite[(barre + 1)..]);
    }

    // Where the money of the new lines went. What is unattached is counted where it is written.
    private static IEnumerable<Compte> Controle(
        EtatConnu etat, IReadOnlyDictionary<Guid, SoinStocke> connus, IReadOnlyList<SoinAEcrire> soins)
    {
        if (etat.Ajoutees.Count > 0)
        {
            yield return DuControle(Compteurs.Lignes, etat.Ajoutees.Sum(l => l.Ligne.Montant.Cents));
        }

        // Nearly always no line has a second revision, and then there is nothing to work out.
        if (etat.Ajoutees.Count > 0 && etat.Lignes.Select(l => l.Ligne.Id).ToHashSet().Count < etat.Lignes.Count)
        {
            var avant = etat.Lignes.ExceptBy(etat.Ajoutees.Select(l => l.Position), l => l.Position);
            yield return DuControle(Compteurs.Remplacees, Remplacees(etat.Lignes) - Remplacees(avant));
        }

        yield return DuControle(
            Compteurs.Vues, soins.Sum(s => s.Mesures.Paye.Cents - (connus.GetValueOrDefault(s.SoinId)?.Mesures.Paye.Cents ?? 0)));
    }

    private static Compte DuControle(string cle, long centimes) => new(Compteurs.Controle, cle, null, centimes);

    private static long Remplacees(IEnumerable<LigneStockee> lignes)
    {
        var toutes = lignes.Select(l => l.Ligne).ToList();
        return toutes.Sum(l => l.Montant.Cents) - JourneeDeSoins.De(toutes).LignesActuelles().Lignes.Sum(l => l.Montant.Cents);
    }

    // A soin that was merged into another is counted there.
    private static IEnumerable<Compte> Classes(Guid? remplacePar, Situation situation, MesuresDuSoin mesures, DateOnly dateSoin, int sens)
    {
        if (remplacePar is not null)
        {
            yield break;
        }

        yield return new(Compteurs.Situation, situation.ToString(), null, sens);
        if (ListesDeTravail.Situations.Contains(situation))
        {
            yield return new(Compteurs.ATraiter, situation.ToString(), Paris.Debut(Paris.Jour(mesures.Depuis)), sens);
        }

        if (mesures is { EcartJours: { } jours, Ponctualite: { } ponctualite })
        {
            var jour = Paris.Debut(dateSoin);
            yield return new(Compteurs.Ecart, jours.ToString(System.Globalization.CultureInfo.InvariantCulture), jour, sens);
            yield return new(Compteurs.Ponctualite, ponctualite, jour, sens);
        }
    }
}
