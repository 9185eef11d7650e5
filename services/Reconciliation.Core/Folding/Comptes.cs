using System.Globalization;
using System.Runtime.InteropServices;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>What a fold changes of what is counted: each soin leaves the classes it was in and enters those it is in now.</summary>
internal static class Comptes
{
    private static readonly string[] Parts = ["ro", "complementaire"];

    /// <summary>What a fold changes.</summary>
    /// <param name="etat">What is known.</param>
    /// <param name="actuelles">How many lines of it count: of each the highest revision.</param>
    /// <param name="connus">The soins as they were.</param>
    /// <param name="soins">Those that are written.</param>
    /// <param name="maintenant">Now.</param>
    public static IReadOnlyList<Compte> De(
        EtatConnu etat, int actuelles, IReadOnlyDictionary<Guid, SoinStocke> connus, IReadOnlyList<SoinAEcrire> soins, DateTimeOffset maintenant)
    {
        var sommes = new Sommes();
        foreach (var (part, nombre) in etat.Ajoutees.CountBy(l => l.Ligne.Id.Part))
        {
            sommes.Ajouter(Compteurs.Arrivee, Parts[(int)part], Compteurs.Heure(maintenant), nombre);
        }

        Controler(sommes, etat, actuelles);
        foreach (var soin in soins)
        {
            sommes.Controle(Compteurs.Vues, soin.Mesures.Paye.Cents);
            Classer(sommes, soin.RemplacePar, soin.Situation, soin.Mesures, soin.Journee.DateSoin, 1);
            if (connus.TryGetValue(soin.SoinId, out var connu))
            {
                sommes.Controle(Compteurs.Vues, -connu.Mesures.Paye.Cents);
                Classer(sommes, connu, -1);
            }
        }

        return sommes.Toutes;
    }

    /// <summary>What the removal of journées changes: each soin leaves its classes, and the money of the lines the control totals.</summary>
    /// <param name="etat">What is known.</param>
    /// <param name="effacees">The journées, with all that are tied to them.</param>
    public static IReadOnlyList<Compte> DeLEffacement(EtatConnu etat, IReadOnlySet<Journee> effacees)
    {
        var sommes = new Sommes();
        foreach (var soin in etat.Soins.Where(s => effacees.Contains(new(s.BeneficiaireId, s.DateSoin))))
        {
            sommes.Controle(Compteurs.Vues, -soin.Mesures.Paye.Cents);
            Classer(sommes, soin, -1);
        }

        var lignes = etat.Lignes.Where(l => effacees.Contains(l.Ligne.Journee)).ToList();
        sommes.Controle(Compteurs.Lignes, -lignes.Sum(l => l.Ligne.Montant.Cents));
        sommes.Controle(Compteurs.Remplacees, -Remplacees(lignes));
        return sommes.Toutes;
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
    private static void Controler(Sommes sommes, EtatConnu etat, int actuelles)
    {
        if (etat.Ajoutees.Count == 0)
        {
            return;
        }

        sommes.Controle(Compteurs.Lignes, etat.Ajoutees.Sum(l => l.Ligne.Montant.Cents));

        // Nearly always every line counts, and then there is nothing to work out.
        if (actuelles < etat.Lignes.Count)
        {
            var avant = etat.Lignes.ExceptBy(etat.Ajoutees.Select(l => l.Position), l => l.Position);
            sommes.Controle(Compteurs.Remplacees, Remplacees(etat.Lignes) - Remplacees(avant));
        }
    }

    private static long Remplacees(IEnumerable<LigneStockee> lignes)
    {
        var toutes = lignes.Select(l => l.Ligne).ToList();
        return toutes.Sum(l => l.Montant.Cents) - JourneeDeSoins.De(toutes).LignesActuelles().Lignes.Sum(l => l.Montant.Cents);
    }

    private static void Classer(Sommes sommes, SoinStocke soin, int sens) =>
        Classer(sommes, soin.RemplacePar, soin.Situation, soin.Mesures, soin.DateSoin, sens);

    // A soin that was merged into another is counted there.
    private static void Classer(Sommes sommes, Guid? remplacePar, Situation situation, MesuresDuSoin mesures, DateOnly dateSoin, int sens)
    {
        if (remplacePar is not null)
        {
            return;
        }

        sommes.Ajouter(Compteurs.Situation, situation.ToString(), null, sens);
        if (ListesDeTravail.Situations.Contains(situation))
        {
            sommes.Ajouter(Compteurs.ATraiter, situation.ToString(), Paris.Debut(Paris.Jour(mesures.Depuis)), sens);
        }

        if (mesures is { EcartJours: { } jours, Ponctualite: { } ponctualite })
        {
            var jour = Paris.Debut(dateSoin);
            sommes.Ajouter(Compteurs.Ecart, jours.ToString(CultureInfo.InvariantCulture), jour, sens);
            sommes.Ajouter(Compteurs.Ponctualite, ponctualite, jour, sens);
        }
    }

    /// <summary>Changes added up as they come: a batch makes thousands, of a few dozen counters.</summary>
    private sealed class Sommes
    {
        private readonly Dictionary<(string Nom, string Cle, DateTimeOffset? Periode), long> _sommes = [];

        /// <summary>Those that change anything.</summary>
        public IReadOnlyList<Compte> Toutes => [.. _sommes.Where(s => s.Value != 0).Select(s => new Compte(s.Key.Nom, s.Key.Cle, s.Key.Periode, s.Value))];

        public void Ajouter(string nom, string cle, DateTimeOffset? periode, long valeur) =>
            CollectionsMarshal.GetValueRefOrAddDefault(_sommes, (nom, cle, periode), out _) += valeur;

        public void Controle(string cle, long centimes) => Ajouter(Compteurs.Controle, cle, null, centimes);
    }
}
