namespace Reconciliation.Client;

/// <summary>An answer, and the tag by which to ask whether it has changed.</summary>
/// <typeparam name="T">The record that was asked for.</typeparam>
/// <param name="Valeur">The record.</param>
/// <param name="ETag">
/// The tag, as <c>If-None-Match</c> and <c>If-Match</c> take it; null where the answer has none.
/// </param>
public sealed record Reponse<T>(T Valeur, string? ETag);

/// <summary>The page of a list that is wanted.</summary>
/// <param name="Curseur">The <c>CurseurSuivant</c> of the page before it; null: the first page.</param>
/// <param name="Limite">The most elements, 1 to 200; null: as the service has it.</param>
/// <param name="ETag">The tag of this page as it was read before: if it is still so, nothing is answered. Null: read it.</param>
public sealed record DemandeDePage(string? Curseur = null, int? Limite = null, string? ETag = null);
