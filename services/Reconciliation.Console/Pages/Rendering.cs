using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Reconciliation.ConsoleWeb.Pages;

/// <summary>A page of one model: endpoints read, components write.</summary>
/// <typeparam name="TModel">The data of the page.</typeparam>
public abstract class PageOf<TModel> : ComponentBase
{
    /// <summary>The data of the page.</summary>
    [Parameter, EditorRequired]
    public TModel Model { get; set; } = default!;
}

/// <summary>Answers with pages.</summary>
internal static class Rendering
{
    public static IResult Page<TPage, TModel>(TModel model, int status = StatusCodes.Status200OK)
        where TPage : PageOf<TModel> =>
        new RazorComponentResult<TPage>(new Dictionary<string, object?> { [nameof(PageOf<>.Model)] = model })
        {
            StatusCode = status,
            PreventStreamingRendering = true,
        };
}
