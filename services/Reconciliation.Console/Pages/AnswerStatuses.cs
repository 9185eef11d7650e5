using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Reconciliation.ConsoleWeb.Pages;

/// <summary>
/// Says with which statuses a page or a form answers, beside what is answered before its use case is reached: without a session, a right
/// or a token of the form, too often, or while a server is away. A test tries each of them, and refuses any other.
/// </summary>
internal static class AnswerStatuses
{
    public static TBuilder MayAnswer<TBuilder>(this TBuilder endpoint, params int[] statuses)
        where TBuilder : IEndpointConventionBuilder
    {
        foreach (var status in statuses)
        {
            endpoint.WithMetadata(new ProducesResponseTypeMetadata(status));
        }

        return endpoint;
    }
}
