namespace Reconciliation.Api.Description;

/// <summary>The scopes that open a call, where its policy lets in others too, so that they are told why it is closed to them.</summary>
/// <param name="Scopes">The scopes.</param>
internal sealed record DeclaredScopes(IReadOnlyList<string> Scopes);
