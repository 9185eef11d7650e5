using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>Something that was typed and not looked for.</summary>
/// <param name="Text">The text, as it was typed.</param>
/// <param name="Kind">Its likely kind; null: a word that says nothing about a payment.</param>
public sealed record IgnoredText(string Text, UnknownKind? Kind);

/// <summary>The outcome of a phrase.</summary>
/// <param name="Terms">The terms; where there are none or too many, nothing was looked for.</param>
/// <param name="Ignored">The texts that were not looked for.</param>
/// <param name="Page">The soins, and lines that are in none.</param>
/// <param name="Refusals">Refused messages that name a person who was asked for, or a payment that has every term.</param>
public sealed record TypedSearch(
    IReadOnlyList<SearchTerm> Terms, IReadOnlyList<IgnoredText> Ignored, SearchPage Page, IReadOnlyList<NamingRefusal> Refusals);
