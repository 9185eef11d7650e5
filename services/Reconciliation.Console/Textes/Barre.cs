using Reconciliation.Contracts;

namespace Reconciliation.ConsoleWeb.Textes;

/// <summary>A stretch of the bar, in per cent of its length.</summary>
/// <param name="Sorte"><c>ro</c>, <c>rc</c> (arrived), <c>attendu</c>, <c>retard</c> or <c>retenu</c>.</param>
/// <param name="Debut">Where it begins.</param>
/// <param name="Largeur">How long it is.</param>
public sealed record Segment(string Sorte, decimal Debut, decimal Largeur);

/// <summary>The two parts of a soin as stretches of one bar, so that the unchanged total is seen before it is read.</summary>
public sealed class Barre
{
    private readonly List<Segment> _segments = [];
    private readonly List<(string Texte, bool Alerte)> _legende = [];
    private readonly decimal _longueur;
    private decimal _place;

    private Barre(Vue vue)
    {
        // Where RO paid less than was announced, the bar is as long as the announcement, so that the hole shows.
        _longueur = Math.Max(Longueur(vue.PartRo) + Longueur(vue.PartComplementaire), 0.01m);
        var retenues = vue.MontantTotal.Retenues;
        Ajouter(vue.PartRo, "RO", "ro", retenues);
        Ajouter(vue.PartComplementaire, "RC", "rc", vue.PartRo.Montant is null ? retenues : 0);
        if (retenues > 0)
        {
            _legende.Add(($"{Francais.Euros(retenues)} {(retenues < 2 ? "retenu" : "retenus")}", false));
        }

        EnToutesLettres = $"Total {Francais.Euros(vue.MontantTotal.Valeur)} : "
            + $"assurance maladie {Dire(vue.PartRo)}, complémentaire {Dire(vue.PartComplementaire)}"
            + (retenues > 0 ? $", {Francais.Euros(retenues)} de retenues." : ".");
    }

    public IReadOnlyList<Segment> Segments => _segments;

    public IReadOnlyList<(string Texte, bool Alerte)> Legende => _legende;

    /// <summary>What the bar shows, for who does not see it.</summary>
    public string EnToutesLettres { get; }

    public static Barre De(Vue vue) => new(vue);

    private void Ajouter(PartVue part, string nom, string sorte, decimal retenues)
    {
        var (paye, attendu) = (Math.Max(part.Montant ?? 0, 0), Math.Max(Manque(part), 0));
        var retenu = Math.Min(retenues, paye);
        Segmenter(sorte, paye - retenu);
        Segmenter("retenu", retenu);
        Segmenter(part.Etat is EtatPart.EnRetard or EtatPart.Payee ? "retard" : "attendu", attendu);
        switch (part.Etat)
        {
            case EtatPart.Payee:
                _legende.Add(($"{nom} {Francais.Euros(part.Montant)} ✓", false));
                if (attendu > 0)
                {
                    _legende.Add(($"{Francais.Euros(attendu)} {(attendu < 2 ? "manque" : "manquent")}", true));
                }

                break;
            case EtatPart.Annulee:
                _legende.Add(($"{nom} annulé", false));
                break;
            case EtatPart.Attendue or EtatPart.EnRetard:
                _legende.Add(($"{nom} {(part.MontantAttendu is { } montant ? Francais.Euros(montant) + " " : "")}{(part.Etat == EtatPart.EnRetard ? "en retard !" : "attendu")}", part.Etat == EtatPart.EnRetard));
                break;
        }
    }

    private void Segmenter(string sorte, decimal montant)
    {
        if (montant > 0)
        {
            var largeur = 100 * montant / _longueur;
            _segments.Add(new(sorte, _place, largeur));
            _place += largeur;
        }
    }

    private static decimal Longueur(PartVue part) => Math.Max(part.Montant ?? 0, 0) + Math.Max(Manque(part), 0);

    // What the other part announced and has not come, or came short.
    private static decimal Manque(PartVue part) => part.Etat is EtatPart.NonAttendue or EtatPart.Annulee ? 0 : (part.MontantAttendu ?? part.Montant ?? 0) - (part.Montant ?? 0);

    private static string Dire(PartVue part) => part.Etat switch
    {
        EtatPart.Payee when Manque(part) > 0 => $"{Francais.Euros(part.Montant)} arrivés sur {Francais.Euros(part.MontantAttendu)} annoncés",
        EtatPart.Payee => $"{Francais.Euros(part.Montant)} arrivés",
        EtatPart.Attendue => $"{Attendu(part)}attendus",
        EtatPart.EnRetard => $"{Attendu(part)}en retard",
        EtatPart.Annulee => "annulée",
        _ => "non attendue",
    };

    private static string Attendu(PartVue part) => part.MontantAttendu is { } montant ? Francais.Euros(montant) + " " : "montant inconnu, ";
}
