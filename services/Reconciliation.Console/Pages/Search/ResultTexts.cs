using Reconciliation.ConsoleWeb.Texts;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.ConsoleWeb.Pages;

/// <summary>The sentences about a search: how it was understood, what the console does not know, and what to ask the caller.</summary>
internal static class ResultTexts
{
    public static readonly string TooMuch = $"Donnez de 1 à {Limites.TermesMax} éléments, en {Limites.RechercheMax} caractères au plus.";

    private const string Nothing = "Rien à chercher ici : donnez un numéro, un jour ou un montant.";

    /// <summary>Each term as it was understood.</summary>
    public static IReadOnlyList<string> Understood(TypedSearch found) => [.. found.Terms.Select(Understood)];

    /// <summary>The kinds of text that were typed and that the console does not know, such as a telephone number.</summary>
    public static IReadOnlyList<string> Notes(TypedSearch found)
    {
        var kinds = found.Ignored.Select(i => i.Kind).ToHashSet();
        return
        [
            .. kinds.Contains(UnknownKind.Telephone) ? ["La console ne connaît pas les numéros de téléphone."] : Array.Empty<string>(),
            .. kinds.Contains(UnknownKind.Email) ? ["La console ne connaît pas les adresses électroniques."] : Array.Empty<string>(),
            .. kinds.Contains(UnknownKind.Word)
                ? ["La console ne connaît pas les noms : demandez le numéro d'adhérent, ou le jour et la somme d'un virement."]
                : Array.Empty<string>(),
        ];
    }

    /// <summary>The advice where nothing, or too much, was found.</summary>
    public static string? Advice(TypedSearch found) => (found.Terms.Count, found.Page) switch
    {
        (0, _) => Nothing,
        ( > Limites.TermesMax, _) => TooMuch,
        (_, { Soins.Count: 0, Continuation: not null }) =>
            "Tout n'a pas pu être regardé : précisez, par exemple avec le numéro d'adhérent.",
        (_, { Continuation: not null }) => "Il y en a d'autres. Précisez : ajoutez une date, un montant ou un numéro.",
        (_, { Soins.Count: 0, Unattached.Count: 0 }) when found.Refusals.Count == 0 => found.Terms.Count > 1
            ? "Aucun soin ne répond à tout à la fois. Retirez un élément, ou vérifiez-le avec l'adhérent."
            : "Rien ne correspond. Vérifiez le numéro avec l'adhérent, ou essayez une date et un montant ensemble.",
        _ => null,
    };

    private static string Understood(SearchTerm term)
    {
        var said = term.Said;
        List<string> meanings = [];
        if (said.SoinId is not null)
        {
            meanings.Add($"soin {said.Text}");
        }
        else if (said.Numbers.Count > 0 || (said.Days.Count == 0 && said.Montant is null))
        {
            meanings.Add($"numéro {said.Text}");
        }

        meanings.AddRange(said.Days.Take(2).Select(French.LongDay));
        if (said.Days.Count > 2)
        {
            meanings = [$"du {French.Day(said.Days.Min())} au {French.Day(said.Days.Max())}"];
        }

        if (said.Montant is { } montant)
        {
            meanings.Add(French.EurosOfCents(montant.Cents) + (said.IsExpected ? " attendus" : ""));
        }

        return string.Join(" ou ", meanings);
    }
}
