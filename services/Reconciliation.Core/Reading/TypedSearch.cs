using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>Something that was typed and not looked for.</summary>
/// <param name="Text">What was typed.</param>
/// <param name="Kind">What it probably is; null: a word that says nothing about a payment.</param>
public sealed record IgnoredText(string Text, UnknownKind? Kind);

/// <summary>What came of a phrase.</summary>
/// <param name="Terms">What was looked for; too many, or nothing: nothing was.</param>
/// <param name="Ignored">What was not.</param>
/// <param name="Page">The soins, and lines that are in none.</param>
/// <param name="Refusals">Refused messages that name a person who was asked for, or a payment that has every term.</param>
public sealed record TypedSearch(
    IReadOnlyList<SearchTerm> Terms, IReadOnlyList<IgnoredText> Ignored, SearchPage Page, IReadOnlyList<NamingRefusal> Refusals);
