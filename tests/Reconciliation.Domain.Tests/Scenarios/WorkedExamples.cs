using Xunit;

namespace Reconciliation.Domain.Tests.Scenarios;

/// <summary>An example that the public can check: the sum charged, and the sums that each part paid of it.</summary>
/// <param name="Soin">The care.</param>
/// <param name="Depense">The sum that was charged, in euros.</param>
/// <param name="Base">The base of reimbursement.</param>
/// <param name="Taux">The rate, per cent.</param>
/// <param name="Ro">The amount that RO pays, gross.</param>
/// <param name="Retenue">The amount held back.</param>
/// <param name="Rc">The amount that the complementary part pays.</param>
/// <param name="Reste">The amount left to the member.</param>
/// <param name="Source">The publication of the figures.</param>
public sealed record ExampleFile(
    string Soin, decimal Depense, decimal Base, decimal Taux, decimal Ro, decimal Retenue, decimal Rc, decimal Reste, string Source)
{
    public override string ToString() => Soin;
}

/// <summary>Published examples, in both orders of arrival and both orders of payment.</summary>
public sealed class WorkedExamples
{
    public static TheoryData<ExampleFile> Exemples =>
    [
        new ExampleFile("généraliste secteur 1, dans le parcours", 30, 30, 70, Ro: 21, Retenue: 2, Rc: 9, Reste: 2,
            "service-public.fr, fiche F17042 (22 décembre 2024)"),
        new ExampleFile("spécialiste secteur 2 OPTAM", 40, 31.50m, 70, Ro: 22.05m, Retenue: 2, Rc: 9.45m, Reste: 10.50m,
            "maaf.fr, spécialiste de secteur 2 OPTAM"),
        new ExampleFile("généraliste à 25 €", 25, 25, 70, Ro: 17.50m, Retenue: 1, Rc: 7.50m, Reste: 1,
            "ag2rlamondiale.fr, médecin de secteur 1 ou 2"),
        new ExampleFile("spécialiste OPTAM, dépassement selon le contrat", 45, 30, 70, Ro: 21, Retenue: 1, Rc: 9, Reste: 16,
            "documentation du SNDS, glossaire, participation forfaitaire"),
        new ExampleFile("séance de kinésithérapie", 16.13m, 16.13m, 60, Ro: 9.68m, Retenue: 1, Rc: 6.45m, Reste: 1,
            "adallom.com et 4youand4me, kinésithérapie"),
        new ExampleFile("ALD à 100 %", 25, 25, 100, Ro: 25, Retenue: 0, Rc: 0, Reste: 0,
            "documentation du SNDS, montants des soins de ville (HEVA)"),
        new ExampleFile("acte CCAM HBLD138, arrondi au demi-centime", 139.75m, 139.75m, 70, Ro: 97.83m, Retenue: 0, Rc: 41.92m, Reste: 0,
            "GIE SESAM-Vitale, valoriser les prestations, RG_VF670"),
        new ExampleFile("soin infirmier", 4.73m, 4.73m, 60, Ro: 2.84m, Retenue: 0, Rc: 1.89m, Reste: 0,
            "cozy-konnector-malakoffmederic, relevé d'essai"),
        new ExampleFile("séjour à l'hôpital", 3150, 3150, 80, Ro: 2520, Retenue: 0, Rc: 630, Reste: 0,
            "cozy-konnector-malakoffmederic, relevé d'essai"),
        new ExampleFile("généraliste, vu des deux systèmes", 25, 25, 70, Ro: 17.50m, Retenue: 0, Rc: 7.50m, Reste: 0,
            "cozy-konnector-malakoffmederic, relevé d'essai"),
    ];

    [Theory]
    [MemberData(nameof(Exemples))]
    public void Rounded_by_line_and_completed_by_the_other_part(ExampleFile e)
    {
        var ro = Montant.Percentage(Montant.FromEuros(e.Base), e.Taux);
        Assert.Equal(Montant.FromEuros(e.Ro), ro);
        Assert.Equal(Montant.FromEuros(e.Rc), Montant.FromEuros(e.Base) - ro);
    }

    [Theory]
    [MemberData(nameof(Exemples))]
    public void Ro_pays_first(ExampleFile e)
    {
        Verifier(e, ro: "17/11", rc: "19/11", OrdreVersements.RoPuisComplementaire);
        var single = Assert.Single(Vues(Lignes(e, ro: "17/11", rc: "19/11").Where(l => l is LigneRo)));
        Assert.Equal(e.Ro == e.Depense ? Situation.Complet : Situation.EnAttenteComplementaire, single.Situation);
        Assert.Equal((e.Ro + e.Rc, e.Ro - e.Retenue), (single.Total.Valeur.Euros, single.Total.AuCompte.Euros));
    }

    [Theory]
    [MemberData(nameof(Exemples))]
    public void The_complementary_part_pays_first(ExampleFile e)
    {
        Verifier(e, ro: "19/11", rc: "17/11", OrdreVersements.ComplementairePuisRo);
        var single = Assert.Single(Vues(Lignes(e, ro: "19/11", rc: "17/11").Where(l => l is LigneComplementaire)));
        Assert.Equal(
            (Situation.EnAttenteRo, Certitude.Annonce, e.Ro + e.Rc, e.Rc),
            (single.Situation, single.Total.Certitude, single.Total.Valeur.Euros, single.Total.AuCompte.Euros));
    }

    private static void Verifier(ExampleFile e, string ro, string rc, OrdreVersements ordre)
    {
        var lignes = Lignes(e, ro, rc);
        foreach (var arrival in new[] { lignes, [.. lignes.Reverse()] })
        {
            var vue = Assert.Single(Vues(arrival));
            Assert.Equal(
                (Situation.Complet, Certitude.Ferme, true, ordre),
                (vue.Situation, vue.Total.Certitude, vue.Total.Inchange, vue.OrdreVersements));
            Assert.Equal(
                (e.Ro + e.Rc, e.Retenue, e.Ro + e.Rc - e.Retenue, e.Reste),
                (vue.Total.Valeur.Euros, vue.Total.Retenues.Euros, vue.Total.AuCompte.Euros, vue.ResteACharge?.Euros));
        }
    }

    private static Ligne[] Lignes(ExampleFile e, string ro, string rc)
    {
        var paiement = Scenarios.Lignes.Ro(e.Ro).Depense(e.Depense).Base(e.Base, e.Taux).Paye(ro);
        var complement = Scenarios.Lignes.Rc(e.Rc).Depense(e.Depense).Declare(e.Ro).Paye(rc);
        return e.Retenue == 0
            ? [paiement, complement]
            : [paiement, complement, Scenarios.Lignes.RetenueRo(-e.Retenue).De("ro").Depense(e.Depense).Paye(ro)];
    }

    private static IEnumerable<Vue> Vues(IEnumerable<Ligne> lignes)
    {
        var judgement = new Jugement(new(DelaiPolicy.Initial), new());
        return JourneeFold.Run(JourneeDeSoins.From(lignes), judgement, Scenarios.Lignes.Instant("19/11")).Soins.Select(s => s.Vue);
    }
}
