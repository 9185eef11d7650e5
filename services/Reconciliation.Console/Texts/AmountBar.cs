using Reconciliation.Contracts;

namespace Reconciliation.ConsoleWeb.Texts;

/// <summary>A stretch of the bar, in per cent of its length.</summary>
/// <param name="Kind"><c>ro</c>, <c>rc</c> (arrived), <c>attendu</c>, <c>retard</c> or <c>retenu</c>.</param>
/// <param name="Start">Where it begins.</param>
/// <param name="Width">How long it is.</param>
public sealed record Segment(string Kind, decimal Start, decimal Width);

/// <summary>The two parts of a soin as stretches of one bar, so that the unchanged total is seen before it is read.</summary>
public sealed class AmountBar
{
    private readonly List<Segment> _segments = [];
    private readonly List<(string Text, bool Alert)> _legend = [];
    private readonly decimal _length;
    private readonly string _tick;
    private decimal _place;

    private AmountBar(Vue vue)
    {
        // Where RO paid less than was announced, the bar is as long as the announcement, so that the hole shows.
        _length = Math.Max(Length(vue.PartRo) + Length(vue.PartComplementaire), 0.01m);
        var retenues = vue.MontantTotal.Retenues;
        (_tick, var (hasRo, hasRc)) = (SureFigures.IsUnsure(vue) ? "" : " ✓", (OwnParts.HasRo(vue), OwnParts.HasComplementaire(vue)));
        if (hasRo)
        {
            Add(vue.PartRo, "RO", "ro", retenues);
        }

        if (hasRc)
        {
            Add(vue.PartComplementaire, "RC", "rc", vue.PartRo.Montant is null ? retenues : 0);
        }

        if (retenues > 0)
        {
            _legend.Add(($"{French.Euros(retenues)} {(retenues < 2 ? "retenu" : "retenus")}", false));
        }

        InFull = $"Total {SureFigures.Total(vue)} : assurance maladie {(hasRo ? Say(vue.PartRo) : "d’un autre adhérent")}, "
            + $"complémentaire {(hasRc ? Say(vue.PartComplementaire) : "d’un autre adhérent")}"
            + (retenues > 0 ? $", {French.Euros(retenues)} de retenues." : ".");
    }

    public IReadOnlyList<Segment> Segments => _segments;

    public IReadOnlyList<(string Text, bool Alert)> Legend => _legend;

    /// <summary>The bar in words, for a person who does not see it.</summary>
    public string InFull { get; }

    public static AmountBar From(Vue vue) => new(vue);

    private void Add(PartVue part, string name, string kind, decimal retenues)
    {
        var (paye, expected) = (Math.Max(part.Montant ?? 0, 0), Math.Max(IsMissing(part), 0));
        var kept = Math.Min(retenues, paye);
        Segment(kind, paye - kept);
        Segment("retenu", kept);
        Segment(part.Etat is EtatPart.EnRetard or EtatPart.Payee ? "retard" : "attendu", expected);
        switch (part.Etat)
        {
            case EtatPart.Payee:
                _legend.Add(($"{name} {French.Euros(part.Montant)}{_tick}", false));
                if (expected > 0)
                {
                    _legend.Add(($"{French.Euros(expected)} {(expected < 2 ? "manque" : "manquent")}", true));
                }

                break;
            case EtatPart.Annulee:
                _legend.Add(($"{name} annulé", false));
                break;
            case EtatPart.Attendue or EtatPart.EnRetard:
                _legend.Add(
                    ($"{name} {(part.MontantAttendu is { } montant ? French.Euros(montant) + " " : "")}"
                        + $"{(part.Etat == EtatPart.EnRetard ? "en retard !" : "attendu")}", part.Etat == EtatPart.EnRetard));
                break;
            case EtatPart.NonAttendue:
                break;
            default:
                throw new InvalidOperationException($"A bar shows no part that is {part.Etat}.");
        }
    }

    private void Segment(string kind, decimal montant)
    {
        if (montant > 0)
        {
            var width = 100 * montant / _length;
            _segments.Add(new(kind, _place, width));
            _place += width;
        }
    }

    private static decimal Length(PartVue part) => Math.Max(part.Montant ?? 0, 0) + Math.Max(IsMissing(part), 0);

    // The amount that the other part announced and that has not come, or came short.
    private static decimal IsMissing(PartVue part) =>
        part.Etat is EtatPart.NonAttendue or EtatPart.Annulee ? 0 : (part.MontantAttendu ?? part.Montant ?? 0) - (part.Montant ?? 0);

    private static string Say(PartVue part) => part.Etat switch
    {
        EtatPart.Payee when IsMissing(part) > 0 => $"{French.Euros(part.Montant)} arrivés sur {French.Euros(part.MontantAttendu)} annoncés",
        EtatPart.Payee => $"{French.Euros(part.Montant)} arrivés",
        EtatPart.Attendue => $"{Expected(part)}attendus",
        EtatPart.EnRetard => $"{Expected(part)}en retard",
        EtatPart.Annulee => "annulée",
        EtatPart.NonAttendue => "non attendue",
    };

    private static string Expected(PartVue part) => part.MontantAttendu is { } montant ? French.Euros(montant) + " " : "montant inconnu, ";
}
