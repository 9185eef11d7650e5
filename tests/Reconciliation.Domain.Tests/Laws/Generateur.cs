using CsCheck;

namespace Reconciliation.Domain.Tests.Laws;

/// <summary>
/// Realistic but nasty sets of lines: few professionals, acts and amounts, so that identical boxes, collisions and ambiguity are
/// frequent; revisions that contradict or move a line; corrections of lines that are there, missing, later or in a circle.
/// </summary>
internal static class Generateur
{
    private static readonly Gen<int[]> Nombres = Gen.Int[0, Tirage.Borne - 1].Array[40];

    public static Gen<Cas> Cas { get; } = Gen.Select(
        Nombres.Array[1, 12],
        Nombres.Array[0, 4],
        Nombres,
        (lignes, decisions, reste) => Composer([.. lignes.Select(n => new Tirage(n))], [.. decisions.Select(n => new Tirage(n))], new(reste)));

    private static Cas Composer(Tirage[] lignes, Tirage[] decisions, Tirage reste)
    {
        var faits = new List<Ligne>();
        foreach (var tirage in lignes)
        {
            faits.Add(LigneAleatoire.De(tirage, faits, lignes.Length));
        }

        var maintenant = Instant(reste, faits);
        var plusTard = Instant(reste, faits);
        return new(
            faits,
            [.. DecisionsAleatoires.De(reste.SurCent(40) ? decisions : [], faits)],
            Delai(reste),
            maintenant < plusTard ? maintenant : plusTard,
            maintenant < plusTard ? plusTard : maintenant,
            reste.Moins(1000));
    }

    // Often a whole number of days after the end of a day of payment, where windows begin and end, give or take a moment.
    private static DateTimeOffset Instant(Tirage t, List<Ligne> lignes)
    {
        var fin = Paris.Fin(lignes[t.Moins(lignes.Count)].PayeLe);
        return fin.AddDays(t.Parmi(0, -10, 2, 3, 4, 5, 10, 30, 60)).AddTicks(t.Parmi(0, 1, -1, TimeSpan.TicksPerHour * 7));
    }

    private static DelaiAttendu Delai(Tirage t)
    {
        var initiale = PolitiqueDeDelai.Initiale;
        var avecSeuil = initiale with { SeuilAnormal = Duree.Jours(7) };
        return t.Moins(5) switch
        {
            1 => new(avecSeuil),
            2 => new(avecSeuil with { Decompte = Decompte.OuvreTarget }),
            3 => new(avecSeuil with { Decompte = Decompte.OuvreFrance, Zone = Zone.AlsaceMoselle }),
            4 => new(initiale, avecSeuil with { ApplicableDepuis = new(2025, 11, 20), CarteVitale = new(Duree.Heures(24), Duree.Heures(48)) }),
            _ => new(initiale),
        };
    }
}
