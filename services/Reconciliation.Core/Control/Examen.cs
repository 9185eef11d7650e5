using System.Text.Json;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>Compares what is stored of some journées with what the facts give. Pure: a snapshot was read before.</summary>
internal sealed class Examen
{
    private readonly EtatControle _etat;
    private readonly HashSet<Journee> _journees;
    private readonly DateTimeOffset _maintenant;
    private readonly Repli _repli;
    private readonly Dictionary<Guid, (SoinControle Soin, Contracts.Vue? Vue)> _stockes;
    private readonly Dictionary<Guid, Soin> _soins;
    private readonly List<(Difference, Journee)> _differences = [];

    private Examen(EtatControle etat, IReadOnlyCollection<Journee> journees, Jugement jugement, DateTimeOffset maintenant)
    {
        (_etat, _journees, _maintenant) = (etat, [.. journees], maintenant);
        _repli = Pli.Plier(etat.Etat, jugement, maintenant, ButDuPli.Controler);
        _soins = _repli.Soins.ToDictionary(s => s.Id, s => s.Soin);
        _stockes = etat.Soins.GroupBy(s => s.SoinId).ToDictionary(g => g.Key, g => (g.First(), LireVue(g.First().Vue)));
    }

    /// <summary>Examines journées.</summary>
    /// <param name="etat">What a snapshot saw.</param>
    /// <param name="journees">The journées asked for; those tied to them are only read.</param>
    /// <param name="jugement">The policy.</param>
    /// <param name="maintenant">The instant.</param>
    /// <exception cref="JsonException">A stored fact or view cannot be read.</exception>
    public static Constatation De(EtatControle etat, IReadOnlyCollection<Journee> journees, Jugement jugement, DateTimeOffset maintenant) =>
        new Examen(etat, journees, jugement, maintenant).Examiner();

    private Constatation Examiner()
    {
        foreach (var ecrit in _repli.Changements.Soins.Where(s => _journees.Contains(s.Journee)))
        {
            var nature = !_stockes.ContainsKey(ecrit.SoinId) ? NatureDifference.Absent
                : ecrit.Entree is not null ? NatureDifference.Vue
                : _etat.Etat.Soins.First(s => s.SoinId == ecrit.SoinId).Echeance != ecrit.Echeance ? NatureDifference.Echeance
                : NatureDifference.Colonnes;
            Noter(nature, ecrit.SoinId, ecrit.Journee);
        }

        foreach (var (soin, vue) in _stockes.Values.Where(s => _journees.Contains(s.Soin.Journee)))
        {
            ExaminerLigne(soin, vue);
        }

        foreach (var journee in _etat.MalReliees)
        {
            _differences.Add((new(NatureDifference.Liens, null, Nom(_etat.Etat.Lignes.First(l => l.Ligne.Journee == journee).Ligne)), journee));
        }

        var non = ExaminerNonRattachees();
        var totaux = Totaliser(non);
        return new(
            _journees.Count,
            _etat.Etat.Lignes.LongCount(l => _journees.Contains(l.Ligne.Journee)),
            _stockes.Values.LongCount(s => _journees.Contains(s.Soin.Journee)),
            _etat.Etat.Soins.LongCount(s => s.Echeance < _maintenant),
            totaux,
            [.. _differences.Distinct()]);
    }

    private void ExaminerLigne(SoinControle s, Contracts.Vue? vue)
    {
        if (vue is null)
        {
            Noter(NatureDifference.Illisible, s.SoinId, s.Journee);
        }
        else if ((vue.SoinId, vue.Version, vue.AdherentId, vue.BeneficiaireId, vue.DateSoin, (Situation)vue.Situation, vue.RemplacePar, vue.MisAJourLe)
            != (s.SoinId, s.Version, s.AdherentId, s.Journee.BeneficiaireId, s.Journee.DateSoin, s.Situation, s.RemplacePar, s.MisAJourLe)
            || !Adherents(s).SetEquals(s.AutresAdherents))
        {
            Noter(NatureDifference.Colonnes, s.SoinId, s.Journee);
        }

        if (s.DerniereVersion != s.Version || s.DerniereVue != s.Vue)
        {
            Noter(NatureDifference.Journal, s.SoinId, s.Journee);
        }

        if (!s.VersionsContinues || s.Entrees != s.DerniereVersion)
        {
            Noter(NatureDifference.Versions, s.SoinId, s.Journee);
        }
    }

    // The other members that the lines of a soin name; none once it holds no line.
    private HashSet<string> Adherents(SoinControle s) =>
        _soins.TryGetValue(s.SoinId, out var soin) ? [.. soin.Lignes.Select(l => l.AdherentId).Where(a => a != s.AdherentId)] : [];

    // The lines that are in no soin and noted so.
    private HashSet<Ligne> ExaminerNonRattachees()
    {
        var attendues = _repli.NonRattachees.Where(l => _journees.Contains(l.Journee)).ToList();
        var notees = attendues
            .Where(l => _etat.NonRattachees.TryGetValue(l.Id.Canonique(), out var centimes) && centimes == l.Montant.Cents)
            .ToHashSet<Ligne>(ReferenceEqualityComparer.Instance);
        foreach (var ligne in attendues.Where(l => !notees.Contains(l)))
        {
            _differences.Add((new(NatureDifference.NonRattachees, null, Nom(ligne)), ligne.Journee));
        }

        var connues = _repli.NonRattachees.Select(l => l.Id.Canonique()).ToHashSet();
        var enTrop = _etat.NonRattachees.Keys.Count(l => !connues.Contains(l));
        if (enTrop > 0)
        {
            _differences.Add((new(NatureDifference.NonRattachees, null, $"{enTrop} en trop"), _journees.First()));
        }

        return notees;
    }

    private Dictionary<CleDeTotal, Total> Totaliser(HashSet<Ligne> nonRattachees)
    {
        var dansUnSoin = new Dictionary<Ligne, bool>(ReferenceEqualityComparer.Instance);
        foreach (var soin in _repli.Soins)
        {
            var enoncee = EstEnoncee(soin);
            if (!enoncee && _journees.Contains(soin.Soin.Journee))
            {
                Noter(NatureDifference.Montants, soin.Id, soin.Soin.Journee);
            }

            foreach (var ligne in soin.Soin.Lignes)
            {
                dansUnSoin[ligne] = enoncee;
            }
        }

        var horsSoin = _repli.NonRattachees.ToHashSet(ReferenceEqualityComparer.Instance);
        var totaux = _etat.Sommes.ToDictionary(s => s.Key, s => new Total(s.Value.Nombre, s.Value.Centimes, 0, 0, 0));
        foreach (var stockee in _etat.Etat.Lignes.Where(l => _journees.Contains(l.Ligne.Journee)))
        {
            var ligne = stockee.Ligne;
            var cle = new CleDeTotal(ligne.Id.Part, ligne.Id.Source, Paris.Jour(stockee.RecuLe));
            var cents = ligne.Montant.Cents;
            totaux[cle] = totaux.GetValueOrDefault(cle) + (
                dansUnSoin.TryGetValue(ligne, out var enoncee) ? new Total(0, 0, enoncee ? cents : 0, 0, 0)
                : horsSoin.Contains(ligne) ? new Total(0, 0, 0, nonRattachees.Contains(ligne) ? cents : 0, 0)
                : new Total(0, 0, 0, 0, cents));
        }

        foreach (var (cle, total) in totaux.Where(t => t.Value.Ecart != 0))
        {
            _differences.Add((new(NatureDifference.Totaux, null, ControlLabels.De(cle)), _journees.First()));
        }

        return totaux;
    }

    // Whether the stored view states exactly what the lines of the soin add up to: each part gross, what was held back, and what was paid.
    private bool EstEnoncee(SoinIdentifie identifie)
    {
        if (!_stockes.TryGetValue(identifie.Id, out var stocke) || stocke.Vue is not { } vue)
        {
            return false;
        }

        var soin = identifie.Soin;
        var somme = soin.Lignes.Sum(l => l.Montant.Cents);
        return Cents(vue.PartRo.Montant) == soin.Ro.Where(l => !soin.Retenues.Contains(l.Id)).Sum(l => l.Montant.Cents)
            && Cents(vue.PartComplementaire.Montant) == soin.Complementaire.Where(l => !soin.Retenues.Contains(l.Id)).Sum(l => l.Montant.Cents)
            && Cents(vue.PartRo.Montant) + Cents(vue.PartComplementaire.Montant) - Cents(vue.MontantTotal.Retenues) == somme
            && Cents(vue.MontantTotal.AuCompte) + Cents(vue.MontantTotal.AuProfessionnel) == somme;
    }

    private void Noter(NatureDifference nature, Guid soinId, Journee journee) => _differences.Add((new(nature, soinId), journee));

    // Named like a soin of its own would be: the same line always by the same name, and no member in it.
    private static string Nom(Ligne ligne) => Identification.SoinId(ligne.Id, ligne.Journee).ToString();

    private static long Cents(decimal? euros) => (long)((euros ?? 0) * 100m);

    private static Contracts.Vue? LireVue(string vue)
    {
        try
        {
            return Contenus.LireVue(vue);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
